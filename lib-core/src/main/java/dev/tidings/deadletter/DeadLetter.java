package dev.tidings.deadletter;

import java.util.List;

/**
 * A JMS message that was given up: a batch, or an event. What it says is not shown.
 *
 * @param id names it for as long as it is a dead letter
 * @param queue where it came from, to which a replay returns it
 * @param reason what failed, without contents
 * @param buriedAt ms since epoch; 0 if the broker buried it, which keeps no time
 * @param attempts how often it was tried; 0 if nobody counted
 * @param readable whether its bytes are what its queue has; what is not cannot be replayed
 * @param bytes the size of its body
 * @param count how many messages or events are in it
 * @param items the first of them
 */
public record DeadLetter(
        String id,
        String queue,
        String reason,
        long buriedAt,
        int attempts,
        boolean readable,
        int bytes,
        int count,
        List<Item> items) {
    /** How many items one is shown with when it is looked at by itself. */
    public static final int ITEMS_MAX = 1_000;

    public DeadLetter {
        items = List.copyOf(items);
    }

    /** The same with the first few of its items. */
    public DeadLetter with(int firstItems) {
        return new DeadLetter(
                id,
                queue,
                reason,
                buriedAt,
                attempts,
                readable,
                bytes,
                count,
                items.subList(0, Math.min(firstItems, items.size())));
    }

    /**
     * A message, or an event of which the business server is to be told. What is not known of one is empty or 0.
     *
     * @param serverMsgId of the message
     * @param conversation of the message; of an event the order in which it is told
     * @param sendTime ms since epoch
     * @param seq its place in the conversation, if it had one
     * @param event its id, if it is an event
     */
    public record Item(
            String serverMsgId,
            String clientMsgId,
            String conversation,
            String sender,
            int contentType,
            long sendTime,
            long seq,
            String event,
            String hook) {}
}
