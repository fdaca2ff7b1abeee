package dev.tidings.msg;

import dev.tidings.conversation.Conversations;
import dev.tidings.mailbox.MailboxEntry;
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

/**
 * What a user finds in the inbox: newest seqs, messages, read positions, the mailbox. The user is the caller; what is not
 * the user's is not in any answer.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InboxService {
    private final Reading reading;
    private final Conversations conversations;

    @Inject
    public InboxService(Reading reading, Conversations conversations) {
        this.reading = reading;
        this.conversations = conversations;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected InboxService() {
        this(null, null);
    }

    /** The newest seq of each conversation that has messages, notification streams included. */
    public Map<ConversationId, Long> newest(UserId user) {
        return reading.newest(user);
    }

    /** The newest messages of each range, at most 500 and 900 KB in all; a notification stream from its beginning. */
    public List<Pulled> ranges(UserId user, List<RangeWanted> wanted, Order order) {
        return reading.ranges(user, wanted, order);
    }

    /** Exactly these messages, at most 500 and 900 KB in all. */
    public List<Pulled> exactly(UserId user, Map<ConversationId, ? extends Collection<Long>> wanted, Order order) {
        return reading.exactly(user, wanted, order);
    }

    /** How far these conversations are and how far the user has read them; all conversations if {@code wanted} is empty. */
    public Map<ConversationId, ReadState> readStates(UserId user, Set<ConversationId> wanted) {
        return reading.readStates(user, wanted);
    }

    /** The newest message of each of these conversations. */
    public Map<ConversationId, StoredMessage> last(UserId user, Set<ConversationId> wanted) {
        return reading.last(user, wanted);
    }

    /** The conversations that the user pinned. */
    public List<ConversationId> pinned(UserId user) {
        return conversations.pinned(user);
    }

    /** The newest seq of the user's mailbox: everything at or below it can be pulled. */
    public long newestOfMailbox(UserId owner) {
        return reading.newestOfMailbox(owner);
    }

    /** Entries of the mailbox with {@code from <= mailbox seq <= to}, ascending, at most {@code limit}, 500 and 900 KB. */
    public List<MailboxEntry> pullMailbox(UserId owner, long from, long to, int limit) {
        return reading.pullMailbox(owner, from, to, limit);
    }
}
