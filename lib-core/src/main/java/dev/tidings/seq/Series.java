package dev.tidings.seq;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/**
 * Anything that has seqs: a conversation ({@code c:<conversationID>}) or a mailbox ({@code u:<userID>}). The key is what
 * the stores file it under.
 */
public record Series(String key) {
    /** The series of a conversation, the same for everyone in it. */
    public static Series of(ConversationId conversation) {
        return new Series("c:" + conversation.value());
    }

    /** The series of everything a user has, sent or received. */
    public static Series mailboxOf(UserId owner) {
        return new Series("u:" + owner.value());
    }

    @Override
    public String toString() {
        return key;
    }
}
