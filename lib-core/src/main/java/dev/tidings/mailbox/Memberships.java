package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which conversation, and what of it is deleted for whom. Being here is the right to read. Every method throws {@code UNAVAILABLE} if the store
 * does not answer.
 */
public interface Memberships {
    /** Makes these users members; who is one already keeps his read position. */
    void join(Map<ConversationId, ? extends Collection<UserId>> members);

    /** Every conversation of a user. */
    List<Membership> of(UserId user);

    /** The user's place in one conversation, empty if he is not in it. */
    Optional<Membership> find(UserId user, ConversationId conversation);

    /** Moves read positions forward; one that is further already stays. Users who are not members are passed over. */
    void read(Collection<ReadMark> marks);

    /** The user's places in these conversations; one that is not the user's is missing. */
    Map<ConversationId, Membership> find(UserId user, Collection<ConversationId> conversations);

    /**
     * Deletes messages for one member alone, for good; repeating it changes nothing.
     *
     * @param seqs 1 or more, at most 10,000
     */
    void hide(UserId user, ConversationId conversation, Collection<Long> seqs);

    /**
     * Which of these seqs the user has deleted. Need not be asked about those above {@link Membership#hiddenMax}.
     *
     * @param seqs at most 1,000 altogether
     */
    Map<ConversationId, Set<Long>> hidden(UserId user, Map<ConversationId, ? extends Collection<Long>> seqs);

    /**
     * Deletes everything up to a seq for one user alone: the user's {@link Membership#minSeq} is the next one, and so far it is
     * read. A conversation that begins later already stays, and who is not a member is passed over.
     */
    void clear(UserId user, Map<ConversationId, Long> upTo);
}
