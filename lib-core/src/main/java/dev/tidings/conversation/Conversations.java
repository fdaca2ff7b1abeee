package dev.tidings.conversation;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Each owner's conversations and their settings. Lists are in the order of the conversation ids. Every method throws
 * {@link ImException} {@code UNAVAILABLE} if the database is away.
 */
public interface Conversations {
    /** How many ids one call may have. */
    int MAX = 10_000;
    /** With more changes than this a client fetches everything instead. */
    int CHANGES_MAX = 200;

    /**
     * Makes sure that these are there; one that is there already stays as it is. To be called when a conversation gets
     * its first message, for each of its owners.
     *
     * @param conversations at most {@value #MAX}
     */
    void ensure(Collection<Conversation> conversations);

    /** Those of the ids that the owner has; at most {@value #MAX}. */
    List<Conversation> get(UserId owner, Collection<ConversationId> ids);

    Page<Conversation> page(UserId owner, PageRequest request);

    List<Conversation> all(UserId owner);

    List<ConversationId> ids(UserId owner);

    /** The owner's pinned conversations. */
    List<ConversationId> pinned(UserId owner);

    /** The conversations of which the owner does not want to be notified ({@code recvMsgOpt} is not 0). */
    List<ConversationId> notNotifying(UserId owner);

    /**
     * Those of the owners who do not want to be notified of this conversation ({@code recvMsgOpt} is not 0).
     *
     * @param owners at most {@value #MAX}
     */
    Set<UserId> notNotified(ConversationId conversation, Collection<UserId> owners);

    /**
     * Changes the owner's settings of one conversation.
     *
     * @return how it is then
     * @throws ImException {@code RECORD_NOT_FOUND} if the owner does not have it ({@link #ensure} it first);
     *     {@code ARGS} if a value breaks a limit
     */
    Conversation set(UserId owner, ConversationId conversation, ConversationChanges changes);

    /**
     * What changed after the version that the owner's client has.
     *
     * @param versionId as the client has it; empty or of another owner, or of lost data, leads to a full sync
     * @param version as the client has it, 0 if it has none
     */
    ConversationSync changesSince(UserId owner, String versionId, long version);

    /**
     * All ids of the owner, unless the client has them.
     *
     * @param clientHash {@link IdHash} of what the client has; 0 for nothing
     */
    FullIds fullIds(UserId owner, BigInteger clientHash);
}
