package dev.tidings.history;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;

/**
 * A message of the full history.
 *
 * @param sendTime ms since epoch
 * @param replaced it was revoked: the body is what it was replaced with
 * @param body encoded {@code MsgData} without a seq
 * @param position where a search goes on after this entry
 */
public record HistoryEntry(
        MessageId id,
        ConversationId conversation,
        long sendTime,
        boolean replaced,
        ByteString body,
        HistoryPage.Position position) {}
