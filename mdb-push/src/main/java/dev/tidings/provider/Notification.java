package dev.tidings.provider;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;

/**
 * What a device shows, and where its app goes when it is tapped.
 *
 * @param seq the message's in the conversation, 0 if it is not kept
 * @param title not empty
 * @param text may be empty
 * @param ex the sender's own data for the app, may be empty
 * @param sound of iOS, empty for the default
 * @param since ms since epoch: when it was first to be pushed
 * @param operationId the sender's trace id
 */
public record Notification(
        MessageId message,
        ConversationId conversation,
        long seq,
        UserId sender,
        int contentType,
        String title,
        String text,
        String ex,
        String sound,
        long since,
        String operationId) {}
