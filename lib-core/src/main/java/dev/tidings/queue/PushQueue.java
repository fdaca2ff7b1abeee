package dev.tidings.queue;

import dev.tidings.push.Delivery;
import java.util.List;

/** Where deliveries go when the push module could not be called: nothing that was accepted is ever not pushed. */
public interface PushQueue {
    /**
     * Returns when the broker has it on its disk.
     *
     * @param deliveries in order for each conversation
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(List<Delivery> deliveries);
}
