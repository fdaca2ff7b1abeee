package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;

/** In which order messages stand, were sent, and were seen. */
final class Orders implements Rule {
    private final Facts facts;
    /** Of each client and conversation the seq of what was delivered last, and the message. */
    private final LongIntMap lastSeq = new LongIntMap();

    private final LongIntMap lastMessage = new LongIntMap();

    Orders(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        if (line.kind() != Kind.DELIVERED || line.clientMsgID().isEmpty()) {
            return;
        }
        facts.judge(Invariant.SAME_ORDER);
        int message = facts.message(line);
        // Where anyone saw it first: every device's order is compared with that one.
        int seq = facts.messages.seq[message];
        long key = (long) facts.clients.of(line.client()) << 32 | facts.series.of(line.conversation());
        int last = lastSeq.get(key);
        if (seq == 0) {
            return;
        }
        if (seq == last) {
            facts.broken(
                    Invariant.EXACTLY_ONCE,
                    line.client() + " was given " + facts.name(message) + " twice, again on line " + line.number());
        } else if (seq < last) {
            facts.broken(
                    Invariant.SAME_ORDER,
                    line.client() + " was given " + facts.name(message) + " (line " + line.number() + ") after "
                            + facts.name(lastMessage.get(key)) + "; for others in " + line.conversation()
                            + " it comes before");
        } else {
            lastSeq.put(key, seq);
            lastMessage.put(key, message);
        }
    }

    /** How far a client was given a conversation. */
    int delivered(int client, int conversation) {
        return lastSeq.get((long) client << 32 | conversation);
    }

    @Override
    public void end() {
        for (int series = 1; series <= facts.series.size(); series++) {
            if (Facts.isChat(facts.series.text(series))) {
                walk(series);
            }
        }
    }

    private void walk(int conversation) {
        Messages all = facts.messages;
        Map<Integer, Integer> latestSent = new HashMap<>();
        Map<Integer, Integer> lastOfConnection = new HashMap<>();
        long end = Math.min(facts.highest(conversation), 2L * all.size() + 1000);
        for (long seq = 1; seq <= end; seq++) {
            int message = facts.at(conversation, seq);
            if (message == 0 || all.attempts[message] == 0) {
                continue;
            }
            facts.judge(Invariant.REAL_TIME_ORDER);
            boolean acked = all.has(message, Messages.ACKED);
            int before = latestSent.getOrDefault(all.clock[message], 0);
            if (acked && before != 0 && all.firstAck[message] < all.firstSend[before]) {
                facts.broken(
                        Invariant.REAL_TIME_ORDER,
                        facts.name(message) + " was " + facts.acked(message) + " before " + facts.name(before)
                                + " was sent, but comes after it in " + facts.series.text(conversation) + ", at "
                                + seq);
            }
            if (before == 0 || all.firstSend[message] > all.firstSend[before]) {
                latestSent.put(all.clock[message], message);
            }
            if (acked && all.attempts[message] == 1 && all.connection[message] != 0) {
                int earlier = lastOfConnection.getOrDefault(all.connection[message], 0);
                if (earlier != 0 && all.sendLine[message] < all.sendLine[earlier]) {
                    facts.broken(
                            Invariant.REAL_TIME_ORDER,
                            facts.name(message) + " was sent before " + facts.name(earlier)
                                    + " on the same connection, but comes after it in "
                                    + facts.series.text(conversation) + ", at " + seq);
                } else {
                    lastOfConnection.put(all.connection[message], message);
                }
            }
        }
    }
}
