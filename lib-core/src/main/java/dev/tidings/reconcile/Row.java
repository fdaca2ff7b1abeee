package dev.tidings.reconcile;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;

/**
 * A row of the full history.
 *
 * @param sendTime ms since epoch
 * @param number the order in which rows were recorded
 * @param replaced the body is what the message was replaced with
 * @param body encoded {@code MsgData}
 */
record Row(MessageId id, ConversationId conversation, long sendTime, long number, boolean replaced, ByteString body) {}
