package dev.tidings.msg;

import dev.tidings.conversation.Conversations;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.AfterHooks;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a user has to read: messages, seqs and read positions. Every method is about what is the given user's. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InboxService {
    /** Conversations or ranges that one request may name. */
    public static final int CONVERSATIONS_MAX = 1_000;
    /** Seqs that one request may name, over all its conversations. */
    public static final int SEQS_MAX = 10_000;

    private final Reading reading;
    private final Conversations conversations;
    private final Deleting deleting;
    private final Notifying notifying;
    private final AfterHooks after;

    @Inject
    public InboxService(
            Reading reading, Conversations conversations, Deleting deleting, Notifying notifying, AfterHooks after) {
        this.reading = reading;
        this.deleting = deleting;
        this.conversations = conversations;
        this.notifying = notifying;
        this.after = after;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected InboxService() {
        this(null, null, null, null, null);
    }

    /** The newest seq of each conversation that has messages. */
    public Map<ConversationId, Long> newest(UserId user) {
        return reading.newest(user);
    }

    /**
     * The messages of these ranges; a conversation that is not the user's is left out. At most 500 messages and 900 KB
     * altogether: the caller asks again for what it still misses.
     *
     * @param wanted at most {@value #CONVERSATIONS_MAX}
     */
    public List<Pulled> ranges(UserId user, List<RangeWanted> wanted) {
        atMost(CONVERSATIONS_MAX, wanted.size(), "ranges");
        return reading.ranges(user, wanted);
    }

    /** The messages at exactly these seqs, with the limits of {@link #ranges} and {@value #SEQS_MAX} seqs. */
    public List<Pulled> exactly(UserId user, Map<ConversationId, ? extends Collection<Long>> wanted, Order order) {
        atMost(CONVERSATIONS_MAX, wanted.size(), "conversations");
        atMost(SEQS_MAX, wanted.values().stream().mapToInt(Collection::size).sum(), "seqs");
        return reading.exactly(user, wanted, order);
    }

    /** @param wanted only these conversations; all if it is empty */
    public Map<ConversationId, ReadState> readStates(UserId user, Set<ConversationId> wanted) {
        return reading.readStates(user, wanted);
    }

    /** The conversations that the user has pinned. */
    public List<ConversationId> pinned(UserId user) {
        return conversations.pinned(user);
    }

    /** The newest message of each of these conversations that the user may read. */
    public Map<ConversationId, StoredMessage> last(UserId user, Set<ConversationId> wanted) {
        return reading.last(user, wanted);
    }

    /** The newest mailbox seq: everything up to it can be pulled now; 0 for an empty mailbox. */
    public long newestOfMailbox(UserId owner) {
        return reading.newestOfMailbox(owner);
    }

    /**
     * Entries of the user's mailbox with {@code from <= mailbox seq <= to}, ascending, never beyond the newest.
     *
     * @param limit at most 500 count
     */
    public MailboxPage pullMailbox(UserId owner, long from, long to, int limit) {
        return reading.pullMailbox(owner, from, to, limit);
    }

    /**
     * Moves a read position forward and tells both sides of a single conversation, or the reader's own devices of any
     * other. A position that is further already stays.
     *
     * @param seqs the messages that the reader names one by one, may be empty
     * @param hasReadSeq the position; the highest of {@code seqs} counts if it is higher
     * @throws ImException {@code NO_PERMISSION} for a conversation that is not the user's; {@code ARGS} for a seq that is
     *     not there
     */
    public void markRead(
            UserId user, ConversationId conversation, long hasReadSeq, List<Long> seqs, String operationId) {
        long position =
                Math.max(hasReadSeq, seqs.stream().mapToLong(it -> it).max().orElse(0));
        reading.markRead(user, conversation, position);
        UserId peer = Peers.peer(conversation, user).orElse(user);
        notifying.markedAsRead(user, peer, conversation, seqs, position, operationId);
        after.read(conversation, user, seqs, position, operationId);
    }

    /**
     * Moves a read position forward and, if wanted, tells the reader's other devices only.
     *
     * @throws ImException as {@link #markRead}
     */
    public void setReadPosition(
            UserId user, ConversationId conversation, long hasReadSeq, boolean notify, String operationId) {
        reading.markRead(user, conversation, hasReadSeq);
        if (notify) {
            notifying.markedAsRead(user, user, conversation, List.of(), hasReadSeq, operationId);
        }
        after.read(conversation, user, List.of(), hasReadSeq, operationId);
    }

    /**
     * Deletes messages for this user: from every pull they come as seqs with status 4 and nothing in them, for good. The
     * other side keeps them.
     *
     * @param seqs 1 to the newest, at most {@value #SEQS_MAX}
     * @throws ImException {@code NO_PERMISSION} for a conversation that is not the user's; {@code ARGS} for a seq that is
     *     not there or a notification stream; {@code UNAVAILABLE}
     */
    public void delete(
            UserId user, ConversationId conversation, Collection<Long> seqs, DeleteSync sync, String operationId) {
        atMost(SEQS_MAX, seqs.size(), "seqs");
        deleting.delete(user, conversation, seqs, sync, operationId);
    }

    /**
     * Deletes everything that is in these conversations now for this user, who has read it by that. A conversation that is
     * not the user's is left out.
     *
     * @param wanted at most {@value #CONVERSATIONS_MAX}
     * @throws ImException {@code ARGS} for a notification stream; {@code UNAVAILABLE}
     */
    public void clear(UserId user, Collection<ConversationId> wanted, DeleteSync sync, String operationId) {
        atMost(CONVERSATIONS_MAX, wanted.size(), "conversations");
        deleting.clear(user, wanted, sync, operationId);
    }

    /** {@link #clear} for all conversations of the user. */
    public void clearAll(UserId user, DeleteSync sync, String operationId) {
        deleting.clearAll(user, sync, operationId);
    }

    private static void atMost(int max, int wanted, String what) {
        if (wanted > max) {
            throw new ImException(ErrorCode.ARGS, "at most " + max + " " + what + " at once");
        }
    }
}
