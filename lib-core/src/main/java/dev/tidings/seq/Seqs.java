package dev.tidings.seq;

import dev.tidings.message.MessageId;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Hands out the places of every series and knows up to where each is complete. Safe for concurrent use by every node.
 * Losing what it remembers costs a rebuild, never a seq: the store's unique indexes decide every conflict, and the loser
 * comes back through {@link #surrender}.
 */
public interface Seqs {
    /**
     * Gives each claim its places, in order. A message that asks again before it was settled gets the places it had.
     *
     * @param claims at most 1000, each message once
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the cache does not answer
     */
    Allocation allocateSeeingNewest(List<Claim> claims);

    /** The places alone, see {@link #allocateSeeingNewest}. */
    default List<Places> allocate(List<Claim> claims) {
        return allocateSeeingNewest(claims).places();
    }

    /** Says that all these places are stored; moves each watermark over what is now complete. Repeating it is harmless. */
    void settle(List<Places> stored);

    /**
     * Gives back a place that another message was found to hold in the store; the series is counted anew from the store
     * before its next use.
     */
    void surrender(MessageId message, Series series);

    /**
     * Gives back a place that stays empty, because the message turned out to be stored elsewhere in the series; the next
     * message takes it.
     */
    void release(MessageId message, Series series, long seq);

    /** The watermark of each series: everything at or below it can be pulled now. 0 for an empty one. Never goes back. */
    Map<Series, Long> newest(Collection<Series> series);

    /** Drops what is kept and of no use any more; called now and then. */
    default void tidy() {}

    /** The watermark of one series. */
    default long newest(Series series) {
        return newest(List.of(series)).getOrDefault(series, 0L);
    }
}
