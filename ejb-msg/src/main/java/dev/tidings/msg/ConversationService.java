package dev.tidings.msg;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.ConversationChanges;
import dev.tidings.conversation.ConversationSync;
import dev.tidings.conversation.Conversations;
import dev.tidings.conversation.FullIds;
import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.Memberships;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.SessionType;
import dev.tidings.user.Users;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Each user's list of conversations and how they are set. What is not the owner's is never found. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ConversationService {
    /** Each comes with its newest message, which can be large. */
    public static final int OVERVIEW_MAX = 200;

    private final Conversations conversations;
    private final Memberships memberships;
    private final Users users;
    private final Overviews overviews;
    private final Notifying notifying;

    @Inject
    public ConversationService(
            Conversations conversations,
            Memberships memberships,
            Users users,
            Overviews overviews,
            Notifying notifying) {
        this.conversations = conversations;
        this.memberships = memberships;
        this.users = users;
        this.overviews = overviews;
        this.notifying = notifying;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ConversationService() {
        this(null, null, null, null, null);
    }

    /** See {@link Conversations#changesSince}. */
    public ConversationSync changesSince(UserId owner, String versionId, long version) {
        return conversations.changesSince(owner, versionId, version);
    }

    /** See {@link Conversations#fullIds}. */
    public FullIds fullIds(UserId owner, BigInteger clientHash) {
        return conversations.fullIds(owner, clientHash);
    }

    /** A page of the owner's conversations, in the order of their ids. */
    public Page<Conversation> page(UserId owner, PageRequest request) {
        return conversations.page(owner, request);
    }

    /** All of the owner's conversations. */
    public List<Conversation> all(UserId owner) {
        return conversations.all(owner);
    }

    /** Those of the ids that the owner has. */
    public List<Conversation> get(UserId owner, Collection<ConversationId> ids) {
        return conversations.get(owner, ids);
    }

    /** The conversations of which the owner does not want to be notified. */
    public List<ConversationId> notNotifying(UserId owner) {
        return conversations.notNotifying(owner);
    }

    /** The owner's pinned conversations. */
    public List<ConversationId> pinned(UserId owner) {
        return conversations.pinned(owner);
    }

    /**
     * The conversations with the newest messages, the newest first.
     *
     * @param count how many at most; more than {@value #OVERVIEW_MAX} are never given
     */
    public Overview active(UserId owner, int count) {
        return overviews.active(owner, Math.min(count, OVERVIEW_MAX));
    }

    /**
     * These conversations; one that is not the owner's is left out.
     *
     * @param wanted at most {@value #OVERVIEW_MAX}
     */
    public Overview overview(UserId owner, Set<ConversationId> wanted) {
        if (wanted.size() > OVERVIEW_MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + OVERVIEW_MAX + " conversations at once");
        }
        return overviews.of(owner, wanted);
    }

    /**
     * Changes an owner's settings of one conversation and tells the owner's devices. A conversation that has no settings
     * yet gets them with the first change: it is enough that the owner is in it, or could write to the peer.
     *
     * @throws ImException {@code RECORD_NOT_FOUND} if the owner has no such conversation; {@code ARGS} if a value breaks
     *     a limit
     */
    public void set(UserId owner, ConversationId id, ConversationChanges changes, String operationId) {
        if (conversations.get(owner, List.of(id)).isEmpty()) {
            conversations.ensure(List.of(unset(owner, id)));
        }
        conversations.set(owner, id, changes);
        notifying.conversationsChanged(owner, List.of(id), operationId);
    }

    private Conversation unset(UserId owner, ConversationId id) {
        Optional<UserId> peer = Peers.peer(id, owner);
        if (peer.isPresent() && users.existing(List.of(peer.get())).contains(peer.get())) {
            return Conversation.single(owner, peer.get());
        }
        if (peer.isEmpty() && memberships.find(owner, id).isPresent()) {
            return unset(owner, id, id.value());
        }
        throw new ImException(ErrorCode.RECORD_NOT_FOUND, "the owner has no such conversation");
    }

    private static Conversation unset(UserId owner, ConversationId id, String name) {
        if (name.startsWith("sg_")) {
            return Conversation.group(owner, id, name.substring("sg_".length()));
        }
        if (name.startsWith("sn_")) {
            return Conversation.unset(owner, id, SessionType.NOTIFICATION.number(), "", "");
        }
        throw new ImException(ErrorCode.RECORD_NOT_FOUND, "a notification stream has no settings");
    }
}
