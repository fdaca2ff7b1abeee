package dev.tidings.seq;

import dev.tidings.message.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a message stands: its seq in each of its series, in the order they were claimed. */
public record Places(MessageId message, Map<Series, Long> seqs) {
    public Places {
        seqs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(seqs));
    }

    /** The seq in one series; 0 if it has none there. */
    public long in(Series series) {
        return seqs.getOrDefault(series, 0L);
    }

    /** The same places, with the other's taking precedence. */
    public Places with(Places other) {
        Map<Series, Long> merged = new LinkedHashMap<>(seqs);
        merged.putAll(other.seqs);
        return new Places(message, merged);
    }
}
