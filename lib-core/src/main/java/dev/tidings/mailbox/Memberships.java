package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is in which conversation. Being here is the right to read. Every method throws {@code UNAVAILABLE} if the store
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
}
