package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;

/**
 * That a user is in a conversation, and how far.
 *
 * @param readSeq up to where the user has read, 0 for nothing
 * @param minSeq the first seq the user may see, 1 for everything
 * @param maxSeq the last seq the user may see, 0 for no limit (set when the user leaves)
 */
public record Membership(UserId user, ConversationId conversation, long readSeq, long minSeq, long maxSeq) {
    /** The last seq this user may see of a conversation that is complete up to {@code newest}. */
    public long visibleMax(long newest) {
        return maxSeq > 0 ? Math.min(maxSeq, newest) : newest;
    }
}
