package dev.tidings.queue;

import dev.tidings.message.Message;
import java.util.concurrent.CompletionStage;

/** Where a message is sent: once it is in here it cannot be lost any more. */
public interface AcceptedQueue {
    /**
     * Puts a message into its conversation's lane. Messages are in the queue in the order of the calls.
     *
     * @return completes when the broker has the message on its disk; completes exceptionally with {@code UNAVAILABLE}
     *     when that is not known to be so (it may be: the sender repeats it with the same clientMsgID)
     */
    CompletionStage<Void> put(Message message);
}
