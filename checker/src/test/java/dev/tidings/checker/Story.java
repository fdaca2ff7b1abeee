package dev.tidings.checker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A history made by hand: ann and ben write to each other in {@code si_ann_ben}. Every line is a millisecond after the one
 * before it. Bodies are numbers: message m7 has the body 7 unless it is said otherwise.
 */
final class Story {
    static final String CHAT = "si_ann_ben";

    private final List<String> lines = new ArrayList<>();
    private long millis;

    Story line(String fields) {
        millis++;
        lines.add("{\"t\":" + millis * 1_000_000 + "," + fields.replace('\'', '"') + "}");
        return this;
    }

    /** Lets time pass before the next line. */
    Story after(long more) {
        millis += more;
        return this;
    }

    long now() {
        return millis * 1_000_000;
    }

    private static int body(String message) {
        return Integer.parseInt(message.substring(1));
    }

    private static String other(String user) {
        return user.equals("ann") ? "ben" : "ann";
    }

    Story connected(String user) {
        return line("'event':'CONNECTED','client':'" + user + "-web','user':'" + user + "','platform':5");
    }

    Story send(String user, String message) {
        return send(user, message, "");
    }

    Story send(String user, String message, String more) {
        return line("'event':'SEND','client':'" + user + "-web','user':'" + user + "','conversation':'" + other(user)
                + "','clientMsgID':'" + message + "','crc':" + body(message) + more);
    }

    Story answered(String user, String message, String outcome) {
        return line("'event':'SENT','client':'" + user + "-web','user':'" + user + "','conversation':'" + other(user)
                + "','clientMsgID':'" + message + "','outcome':'" + outcome + "'"
                + (outcome.equals("OK") ? ",'serverMsgID':'s" + body(message) + "'" : ""));
    }

    /** Sent and acked. */
    Story acked(String user, String message) {
        return send(user, message).answered(user, message, "OK");
    }

    private static String message(String sender, String message, long seq) {
        return "'conversation':'" + CHAT + "','seq':" + seq + ",'clientMsgID':'" + message + "','serverMsgID':'s"
                + body(message) + "','sender':'" + sender + "'";
    }

    /** A message comes to a device of {@code user}: PUSHED, PULLED … */
    Story came(String kind, String user, String sender, String message, long seq) {
        return came(kind, user, sender, message, seq, body(message));
    }

    Story came(String kind, String user, String sender, String message, long seq, int body) {
        return line("'event':'" + kind + "','client':'" + user + "-web','user':'" + user + "',"
                + message(sender, message, seq) + ",'crc':" + body);
    }

    /** Pushed to both, and delivered. */
    Story everywhere(String sender, String message, long seq) {
        for (String user : List.of("ann", "ben")) {
            came("PUSHED", user, sender, message, seq);
            came("DELIVERED", user, sender, message, seq);
        }
        return this;
    }

    Story inConversation(String reader, String sender, String message, long seq) {
        return line("'event':'CELL','client':'reader','tier':'conversation','user':'" + reader + "',"
                + message(sender, message, seq) + ",'crc':" + body(message));
    }

    Story conversationEnds(String reader, long newest) {
        return line("'event':'TIER_END','client':'reader','tier':'conversation','user':'" + reader
                + "','conversation':'" + CHAT + "','seq':" + newest);
    }

    Story inMailbox(String owner, long mailboxSeq, String sender, String message, long seq) {
        return line("'event':'CELL','client':'reader','tier':'mailbox','owner':'" + owner + "','mailboxSeq':"
                + mailboxSeq + "," + message(sender, message, seq) + ",'crc':" + body(message));
    }

    /** Somebody pulls a message of ann's out of a mailbox while all is going on. */
    Story outOfMailbox(String reader, String owner, long mailboxSeq, String message, long seq) {
        return line("'event':'PULLED','client':'" + reader + "-mailbox','user':'" + reader + "','owner':'" + owner
                + "','mailboxSeq':" + mailboxSeq + "," + message("ann", message, seq) + ",'crc':" + body(message)
                + ",'since':" + (now() + 1));
    }

    Story mailboxEnds(String owner, long newest) {
        return line("'event':'TIER_END','client':'reader','tier':'mailbox','owner':'" + owner + "','seq':" + newest);
    }

    Story row(String sender, String message) {
        return row(sender, message, body(message));
    }

    Story row(String sender, String message, int body) {
        return line(
                "'event':'CELL','client':'reader','tier':'history'," + message(sender, message, 0) + ",'crc':" + body);
    }

    Story historyEnds() {
        return line("'event':'TIER_END','client':'reader','tier':'history','seq':0");
    }

    /** Every tier read, with these messages of ann in this order. */
    Story tiersHave(String... messages) {
        for (String reader : List.of("ann", "ben")) {
            for (int i = 0; i < messages.length; i++) {
                inConversation(reader, "ann", messages[i], i + 1);
            }
            conversationEnds(reader, messages.length);
            for (int i = 0; i < messages.length; i++) {
                inMailbox(reader, i + 1, "ann", messages[i], i + 1);
            }
            mailboxEnds(reader, messages.length);
        }
        for (String message : messages) {
            row("ann", message);
        }
        return historyEnds();
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }

    Report judged() {
        try {
            return new Checker(Checker.CONVERGENCE).check(History.ofText(text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
