package dev.tidings.bench.scenario;

import dev.tidings.omtp.proto.MsgData;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a device got, by conversation and seq, to see that it is everything and each once. */
final class Received {
    private final Map<String, BitSet> seqs = new HashMap<>();
    private final Set<String> messages = new HashSet<>();
    private long twice;

    /** @param message with its seq, 1 and up; one without a sender stands for a message that is gone, and does not count */
    void add(String conversation, MsgData message) {
        if (message.getSendID().isEmpty()) {
            return;
        }
        BitSet seen = seqs.computeIfAbsent(conversation, it -> new BitSet());
        int seq = Math.toIntExact(message.getSeq());
        if (seen.get(seq) || !messages.add(message.getServerMsgID())) {
            twice++;
        }
        seen.set(seq);
    }

    /**
     * @param expected how many messages each conversation has, and so its highest seq
     * @throws WrongCountException unless it has exactly the seqs from 1 to that in each of them, each once, and none elsewhere
     */
    void requireExactly(Map<String, Long> expected) {
        WrongCountException.require("messages received twice", 0, twice);
        if (!seqs.keySet().equals(expected.keySet())) {
            throw new WrongCountException("messages of " + seqs.keySet() + " instead of " + expected.keySet());
        }
        expected.forEach((conversation, count) -> {
            BitSet seen = seqs.getOrDefault(conversation, new BitSet());
            WrongCountException.require("messages of " + conversation, count, seen.cardinality());
            WrongCountException.require("highest seq of " + conversation, count, seen.length() - 1);
            WrongCountException.require("lowest seq of " + conversation, 1, seen.nextSetBit(0));
        });
    }
}
