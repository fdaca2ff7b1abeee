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
}
