package dev.tidings.reconcile;

import dev.tidings.mailbox.Membership;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.seq.Series;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cells of all series as they lie in the store. Every method throws {@code UNAVAILABLE} if it does not answer. */
interface Cells {
    /** Whose place in a conversation. */
    record Member(UserId user, ConversationId conversation) {}

    /**
     * Cells in the order of their places: one series after the other.
     *
     * @param series only this one; null for all
     * @param after the place behind which to begin; null for the first
     * @param to the last place; null for the end
     * @param limit how many at most
     */
    List<Cell> range(@Nullable Series series, @Nullable Place after, @Nullable Place to, int limit);

    /** What is at these places; one where nothing is, is missing. */
    Map<Place, Cell> at(Collection<Place> places);

    /** The messages in their conversations, wherever they are there; one that is not is missing. */
    Map<MessageId, Cell.OfMessage> messages(Map<MessageId, ConversationId> wanted);

    /** What these users have of these messages in their mailboxes. */
    Map<MessageId, Map<UserId, Cell.OfMailbox>> entries(Map<MessageId, Set<UserId>> wanted);

    /** The highest seq of each series, 0 for one without cells. */
    Map<Series, Long> highest(Collection<Series> series);

    /** The members of conversations, of those that are asked for. */
    Map<Member, Membership> members(Collection<Member> wanted);

    /** Has a mailbox's entry lead to another seq of its conversation, if it is as it was seen. */
    void lead(Cell.OfMailbox entry, long conversationSeq);

    /** Puts something at a place that is free. @return whether it was */
    boolean put(Cell cell);

    /** Sets a read position back, if it is as it was seen. */
    void unread(Membership seen, long readSeq);
}
