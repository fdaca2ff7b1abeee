package dev.tidings.msg;

import dev.tidings.message.MessageId;

/**
 * That a message is sent: it is on the broker's disk. A retry of it gets the same answer.
 *
 * @param sendTime ms since epoch, of the first time it was accepted
 */
public record Sent(MessageId serverMsgID, String clientMsgID, long sendTime) {}
