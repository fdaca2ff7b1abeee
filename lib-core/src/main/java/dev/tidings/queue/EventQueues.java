package dev.tidings.queue;

/**
 * The queues of events for the business server. A message on them is one event as bytes, or, with {@link #IS_BATCH}, a batch
 * of accepted messages as on the accepted queue, each of which is an event.
 */
public final class EventQueues {
    /** What is to be told. {@code JMSXGroupID} is the lane of the conversation or user. */
    public static final String OUTBOX = "im.events";
    /** What could not be told. */
    public static final String DEAD = "im.events.dead";

    public static final String IS_BATCH = "im_batch";

    private EventQueues() {}
}
