package dev.tidings.seq;

import java.util.Collection;
import java.util.Map;

/** The durable store from which counters are rebuilt when the cache does not know them. */
public interface SeqTruth {
    /**
     * What is stored of each series; a series nobody wrote to is {@link Extent#EMPTY}.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    Map<Series, Extent> extents(Collection<Series> series);
}
