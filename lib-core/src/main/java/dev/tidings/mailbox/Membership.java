package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/**
 * That a user is in a conversation, and how far.
 *
 * @param readSeq up to where the user has read, 0 for nothing
 * @param minSeq the first seq the user may see, 1 for everything; higher once the user has cleared the conversation
 * @param maxSeq the last seq the user may see, 0 for no limit (set when the user leaves)
 * @param hiddenMax no seq above this is among those that the user has deleted one by one, 0 for none at all
 */
public record Membership(
        UserId user, ConversationId conversation, long readSeq, long minSeq, long maxSeq, long hiddenMax) {
    /** The last seq this user may see of a conversation that is complete up to {@code newest}. */
    public long visibleMax(long newest) {
        return maxSeq > 0 ? Math.min(maxSeq, newest) : newest;
    }
}
