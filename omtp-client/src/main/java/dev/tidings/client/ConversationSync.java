package dev.tidings.client;

import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a device has of one conversation. It takes messages from pushes and pulls in any order and gives them on in the
 * order of their seqs, each once, and it knows what to pull for that.
 */
final class ConversationSync {
    /** More than this waiting for what is before them, and the farthest are dropped: the pull brings them again. */
    private static final int MAX_AHEAD = 1000;

    /** What became of a message. */
    enum Verdict {
        NEXT,
        DUPLICATE,
        AHEAD
    }

    private final String conversationID;
    private final TreeMap<Long, MsgData> ahead = new TreeMap<>();
    private long synced;
    private long newest;

    ConversationSync(String conversationID) {
        this.conversationID = conversationID;
    }

    /** Everything up to this seq was given on, or is known not to exist. */
    long synced() {
        return synced;
    }

    /** Learns that the server has messages up to {@code max}, of which this user may see those from {@code min}. */
    void learn(long min, long max) {
        newest = Math.max(newest, max);
        if (min > synced + 1) {
            synced = min - 1;
            ahead.headMap(min).clear();
        }
    }

    /** Takes a message with a seq; what can be given on now is added to {@code ready}. */
    Verdict take(MsgData message, List<MsgData> ready) {
        long seq = message.getSeq();
        newest = Math.max(newest, seq);
        if (seq <= synced || ahead.containsKey(seq)) {
            return Verdict.DUPLICATE;
        }
        ahead.put(seq, message);
        boolean next = seq == synced + 1;
        drain(ready);
        if (ahead.size() > MAX_AHEAD) {
            ahead.pollLastEntry();
        }
        return next ? Verdict.NEXT : Verdict.AHEAD;
    }

    /** The first range to pull, at most this long; empty if nothing is missing. */
    Optional<SeqRange> missing(long atMost) {
        long end = ahead.isEmpty() ? newest : ahead.firstKey() - 1;
        if (end <= synced) {
            return Optional.empty();
        }
        long until = Math.min(end, synced + atMost);
        return Optional.of(SeqRange.newBuilder()
                .setConversationID(conversationID)
                .setBegin(synced + 1)
                .setEnd(until)
                .setNum(until - synced)
                .build());
    }

    /**
     * Ends the pull of a range whose messages have been taken: what has not come by now does not exist for this user.
     *
     * @return the seqs that did not come
     */
    List<Long> pulled(SeqRange range, List<MsgData> ready) {
        List<Long> holes = new ArrayList<>();
        while (synced < range.getEnd()) {
            holes.add(synced + 1);
            synced++;
            drain(ready);
        }
        return holes;
    }

    private void drain(List<MsgData> ready) {
        for (Map.Entry<Long, MsgData> first = ahead.firstEntry();
                first != null && first.getKey() == synced + 1;
                first = ahead.firstEntry()) {
            ready.add(first.getValue());
            ahead.remove(first.getKey());
            synced++;
        }
    }
}
