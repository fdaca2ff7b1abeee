package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;

/** What the rules know together. */
final class Facts {
    /** Higher ones are not counted up to one by one; no series of a test is that long. */
    private static final int SEQ_BITS = 40;

    final Names users = new Names();
    final Names clients = new Names();
    final Names clocks = new Names();
    /** Conversations by their ids, mailboxes as {@code u:} and the owner. */
    final Names series = new Names();

    final Messages messages = new Messages();
    final Findings findings = new Findings();
    /** From a series and a seq to the message that was first seen there. */
    private final LongIntMap cells = new LongIntMap();

    private final Map<Integer, Long> highest = new HashMap<>();

    /** Of each clock when the last fault was healed. */
    final Map<Integer, Long> healedAt = new HashMap<>();

    /** Of each revoked message when the server said so, and on which line. */
    final Map<Integer, Line> revoked = new HashMap<>();

    static String mailbox(String owner) {
        return "u:" + owner;
    }

    /** The message that a line is about. */
    int message(Line line) {
        return messages.of(line.sender().isEmpty() ? line.user() : line.sender(), line.clientMsgID());
    }

    boolean isSeq(long seq) {
        return seq > 0 && seq < 1L << SEQ_BITS;
    }

    /** Who holds a place; 0 if nobody was seen there. */
    int at(int whichSeries, long seq) {
        return cells.get((long) whichSeries << SEQ_BITS | seq);
    }

    void place(int whichSeries, long seq, int message) {
        cells.put((long) whichSeries << SEQ_BITS | seq, message);
        highest.merge(whichSeries, seq, Math::max);
    }

    /** The highest seq that was seen of a series. */
    long highest(int whichSeries) {
        return highest.getOrDefault(whichSeries, 0L);
    }

    /** Whether it holds what people write, and not what the server tells their devices. */
    static boolean isChat(String conversation) {
        return conversation.startsWith("si_") || conversation.startsWith("sg_") || conversation.startsWith("sn_");
    }

    boolean isChat(int message) {
        int conversation = messages.conversation[message];
        return conversation == 0 || isChat(series.text(conversation));
    }

    boolean isGroup(int message) {
        int conversation = messages.conversation[message];
        return conversation != 0 && series.text(conversation).startsWith("sg_");
    }

    void judge(Invariant invariant) {
        findings.judge(invariant);
    }

    void broken(Invariant invariant, String words) {
        findings.broken(invariant, words);
    }

    /** The message in words. */
    String name(int message) {
        return Findings.message(messages.line(message));
    }

    /** When it was acked, in words. */
    String acked(int message) {
        return "acked (line " + messages.ackLine[message] + ")";
    }
}
