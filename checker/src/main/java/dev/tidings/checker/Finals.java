package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What everything looked like in the end: conversations and mailboxes from the first seq to the last, the full history, and
 * whether they tell the same as the acks.
 */
final class Finals implements Rule {
    /** How far a reader got. */
    private static final class Reading {
        private long next = 1;
    }

    private final Facts facts;
    private final Map<String, Reading> readings = new HashMap<>();
    /** The last line of the reading that says that it is complete. */
    private final Map<Integer, Line> conversations = new HashMap<>();

    private final Map<Integer, Line> mailboxes = new HashMap<>();
    private int history;

    Finals(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        switch (line.kind()) {
            case TIER_BEGIN -> reading(line).next = Math.max(1, line.seq());
            case CELL -> cell(line);
            case TIER_END -> complete(line);
            default -> {
                // Not of a final read.
            }
        }
    }

    private Reading reading(Line line) {
        return readings.computeIfAbsent(
                line.tier() + '|' + series(line) + '|' + line.client() + '|' + line.user(), key -> new Reading());
    }

    private static String series(Line line) {
        return switch (line.tier()) {
            case "mailbox" -> owner(line) + "'s mailbox";
            case "conversation" -> line.conversation();
            default -> "the full history";
        };
    }

    private static String owner(Line line) {
        return line.owner().isEmpty() ? line.user() : line.owner();
    }

    private void cell(Line line) {
        Reading reading = reading(line);
        if (line.tier().equals("history")) {
            return;
        }
        facts.judge(Invariant.GAP_FREE);
        long seq = line.tier().equals("mailbox") ? line.mailboxSeq() : line.seq();
        if (seq < reading.next) {
            facts.broken(
                    Invariant.GAP_FREE,
                    series(line) + " has two entries at " + seq + " (line " + line.number() + ": "
                            + Findings.message(line.number()) + ")");
        } else if (seq > reading.next) {
            facts.broken(
                    Invariant.GAP_FREE,
                    series(line) + " has nothing at "
                            + (seq == reading.next + 1 ? reading.next : reading.next + " to " + (seq - 1))
                            + ", but " + Findings.message(line.number()) + " at " + seq + " (line " + line.number()
                            + ")");
        }
        reading.next = Math.max(reading.next, seq + 1);
    }

    private void complete(Line line) {
        Reading reading = reading(line);
        if (line.tier().equals("history")) {
            history = line.number();
            return;
        }
        facts.judge(Invariant.GAP_FREE);
        if (reading.next <= line.seq()) {
            facts.broken(
                    Invariant.GAP_FREE,
                    "the newest of " + series(line) + " is " + line.seq() + " (line " + line.number()
                            + "), but it ends before " + reading.next);
        }
        if (line.tier().equals("mailbox")) {
            mailboxes.put(facts.users.of(owner(line)), line);
            return;
        }
        Line other = conversations.put(facts.series.of(line.conversation()), line);
        facts.judge(Invariant.TIER_EQUALITY);
        if (other != null && other.seq() != line.seq()) {
            facts.broken(
                    Invariant.TIER_EQUALITY,
                    line.conversation() + " ends at " + other.seq() + " for " + other.user() + " (line "
                            + other.number() + ") and at " + line.seq() + " for " + line.user() + " (line "
                            + line.number() + ")");
        }
    }

    @Override
    public void end() {
        for (int message = 1; message <= facts.messages.size(); message++) {
            if (facts.isChat(message)) {
                phantom(message);
                if (facts.messages.has(message, Messages.ACKED)) {
                    loss(message);
                }
                projection(message);
            }
        }
    }

    // ---- nothing that nobody sent

    private void phantom(int message) {
        Messages all = facts.messages;
        if (!all.isSeen(message) && !all.has(message, Messages.TRANSIENT)) {
            return;
        }
        facts.judge(Invariant.NO_PHANTOM);
        String seen = Findings.message(all.seenLine[message]) + " was seen";
        if (all.attempts[message] == 0) {
            facts.broken(Invariant.NO_PHANTOM, seen + ", but nobody sent it");
        } else if (all.isRefused(message)) {
            facts.broken(
                    Invariant.NO_PHANTOM,
                    seen + ", although every attempt to send it definitely failed (first on line "
                            + all.sendLine[message] + ")");
        } else if (all.has(message, Messages.HAS_BODY)
                && all.has(message, Messages.HAS_SENT_BODY)
                && !all.has(message, Messages.REVOKED | Messages.HOOK_REWROTE | Messages.SEVERAL_BODIES)
                && all.body[message] != all.sentBody[message]) {
            facts.broken(
                    Invariant.NO_PHANTOM,
                    seen + " with another body than it was sent with (line " + all.sendLine[message] + ")");
        }
    }

    // ---- everything that was acked

    private void loss(int message) {
        Messages all = facts.messages;
        if (!all.has(message, Messages.NO_HISTORY)) {
            lossFromMailbox(message, all.sender[message], Messages.IN_SENDERS_MAILBOX);
            if (!facts.isGroup(message)) {
                lossFromMailbox(message, all.receiver[message], Messages.IN_RECEIVERS_MAILBOX);
            }
            Line conversation = conversationOf(message);
            if (conversation != null) {
                facts.judge(Invariant.NO_ACKED_LOSS);
                if (!all.has(message, Messages.IN_CONVERSATION)) {
                    lost(message, conversation.conversation(), conversation);
                }
            }
        }
        if (history != 0 && !all.has(message, Messages.NOT_PERSISTENT)) {
            facts.judge(Invariant.NO_ACKED_LOSS);
            if (!all.has(message, Messages.IN_HISTORY)) {
                facts.broken(
                        Invariant.NO_ACKED_LOSS,
                        facts.name(message) + " was " + facts.acked(message)
                                + ", but is not in the full history (read up to line " + history + ")");
            }
        }
    }

    private void lossFromMailbox(int message, int owner, int bit) {
        Line read = mailboxes.get(owner);
        if (read != null) {
            facts.judge(Invariant.NO_ACKED_LOSS);
            if (!facts.messages.has(message, bit)) {
                lost(message, facts.users.text(owner) + "'s mailbox", read);
            }
        }
    }

    private void lost(int message, String where, Line read) {
        facts.broken(
                Invariant.NO_ACKED_LOSS,
                facts.name(message) + " was " + facts.acked(message) + ", but is not in " + where
                        + ", which was read up to " + read.seq() + " (line " + read.number() + ")");
    }

    /** The complete reading of the conversation that it is in, or has to be in by its name; null if there is none. */
    private @Nullable Line conversationOf(int message) {
        Messages all = facts.messages;
        if (all.conversation[message] != 0) {
            return conversations.get(all.conversation[message]);
        }
        String sender = facts.users.text(all.sender[message]);
        String receiver = facts.users.text(all.receiver[message]);
        String pair = sender.compareTo(receiver) <= 0 ? sender + "_" + receiver : receiver + "_" + sender;
        Line single = conversations.get(facts.series.find("si_" + pair));
        return single != null ? single : conversations.get(facts.series.find("sg_" + receiver));
    }

    // ---- every tier as the others

    private void projection(int message) {
        Messages all = facts.messages;
        boolean owedToHistory = !all.has(message, Messages.NOT_PERSISTENT);
        boolean owedToMailboxes = !all.has(message, Messages.NO_HISTORY);
        boolean inConversation = all.has(message, Messages.IN_CONVERSATION);
        boolean inHistory = all.has(message, Messages.IN_HISTORY);
        boolean inMailbox = all.has(message, Messages.IN_SENDERS_MAILBOX | Messages.IN_RECEIVERS_MAILBOX);
        if (!inConversation && !inHistory && !inMailbox) {
            return;
        }
        facts.judge(Invariant.TIER_EQUALITY);
        boolean kept = inConversation || inMailbox;
        if (kept && !inHistory && owedToHistory && history != 0) {
            differs(message, "where users pull it", "in the full history");
        }
        if (owedToMailboxes && !inConversation && conversationOf(message) != null) {
            differs(message, inHistory ? "in the full history" : "in a mailbox", "in its conversation");
        }
        if (owedToMailboxes) {
            String there = inConversation ? "in its conversation" : "in another tier";
            missing(message, all.sender[message], Messages.IN_SENDERS_MAILBOX, there);
            if (all.receiver[message] != 0 && !facts.isGroup(message)) {
                missing(message, all.receiver[message], Messages.IN_RECEIVERS_MAILBOX, there);
            }
        }
    }

    private void missing(int message, int owner, int bit, String there) {
        if (mailboxes.containsKey(owner) && !facts.messages.has(message, bit)) {
            differs(message, there, "in " + facts.users.text(owner) + "'s mailbox");
        }
    }

    private void differs(int message, String there, String notThere) {
        facts.broken(Invariant.TIER_EQUALITY, facts.name(message) + " is " + there + ", but not " + notThere);
    }
}
