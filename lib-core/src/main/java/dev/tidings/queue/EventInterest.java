package dev.tidings.queue;

import dev.tidings.message.Message;

/** Whether the business server is to be told that a message was accepted; asked for each of them, so it costs nothing. */
public interface EventInterest {
    boolean isToldOf(Message message);
}
