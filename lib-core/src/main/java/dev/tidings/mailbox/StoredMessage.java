package dev.tidings.mailbox;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;

/**
 * One message of a conversation as it is stored.
 *
 * @param seq its conversation seq, 1 or more
 * @param sendTime ms since epoch
 * @param body encoded {@code MsgData}, without the seq
 */
public record StoredMessage(MessageId id, long seq, long sendTime, ByteString body) {}
