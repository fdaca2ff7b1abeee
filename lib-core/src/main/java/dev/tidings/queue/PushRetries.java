package dev.tidings.queue;

import dev.tidings.push.Delivery;
import java.time.Duration;
import java.util.List;

/** Where the push module leaves deliveries for a node that could not be called, to find them again on the {@link PushQueue}. */
public interface PushRetries {
    /**
     * Returns when the broker has it on its disk.
     *
     * @param deliveries in order for each conversation
     * @param attempt how often they were tried; whoever takes them from the queue is told
     * @param delay how long the queue keeps them at least
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void putAgain(List<Delivery> deliveries, int attempt, Duration delay);

    /**
     * Leaves a copy of what this run of the application holds in its memory for a moment: when the copy comes back and the
     * keeper is gone, nobody pushed it. Returns when the broker has it on its disk.
     *
     * @param deliveries in order for each conversation
     * @param keeper the id of this run; whoever takes the copy from the queue is told
     * @param delay longer than the keeper holds them
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void keep(List<Delivery> deliveries, String keeper, Duration delay);
}
