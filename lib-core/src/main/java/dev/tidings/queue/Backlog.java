package dev.tidings.queue;

import java.util.OptionalLong;

/** What waits on the two queues that every accepted message is put on. */
public interface Backlog {
    /** Who works on accepted messages. */
    enum Consumer {
        TRANSFER("im.transfer"),
        HISTORY("im.history");

        private final String queue;

        Consumer(String queue) {
            this.queue = queue;
        }

        String queue() {
            return queue;
        }
    }

    /**
     * The earliest time of sending (ms since epoch) in the batch that has waited longest; empty if none waits. What a consumer
     * has in its hands already is not seen.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the broker does not answer
     */
    OptionalLong oldest(Consumer consumer);
}
