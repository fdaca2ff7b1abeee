package dev.tidings.mailbox;

import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.seq.SeqTruth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages of every conversation and the entries of every mailbox. It stores what it is given and reads what is
 * there; up to where a reader may look is the business of {@link dev.tidings.seq.Seqs#newest}. Every method throws
 * {@code UNAVAILABLE} if the store does not answer.
 */
public interface Mailboxes extends SeqTruth {
    /**
     * Stores each message at all its places: in its conversation first, so that an entry of a mailbox always leads to its
     * message, in the sender's mailbox last, so that this one proves that all are there. Storing the same again changes nothing.
     *
     * @param messages at most 1000
     * @return the places that could not be used; if it is not empty, other places may or may not be stored yet and the
     *     call is to be repeated with the conflicts resolved
     */
    List<Conflict> store(List<PlacedMessage> messages);

    /** Which of these messages are stored completely. */
    Set<MessageId> stored(Collection<Message> messages);

    /**
     * Every place that each of these messages has in the store, complete or not; a message without any is missing. The
     * message comes as it stands in the store: a retry may say something else, and the original may have been replaced.
     */
    Map<MessageId, PlacedMessage> places(Collection<Message> messages);

    /**
     * Gives a message another body for good, as a revocation does: whoever reads, pulls or is pushed it from now on gets
     * that one, and no repetition of the original brings the old one back. The first replacement counts.
     *
     * @param replacement with the id and the conversation of the original
     * @param seq of the message in its conversation
     * @return how the message stands now, with this replacement or an earlier one; empty if it is not at this seq
     */
    Optional<Replacement> replace(Message replacement, long seq);

    /**
     * Those of these messages that were replaced, as they read now; cheap, as hardly any are.
     *
     * @param placed each with its place in its conversation
     */
    Map<MessageId, Message> replaced(Collection<PlacedMessage> placed);

    /** From now on {@link #replace} says of this message that everybody has been told of its replacement. */
    void announced(ConversationId conversation, long seq);

    /** The place of each of these messages in its conversation; a message that is not there is missing. */
    Map<MessageId, Long> seqs(Map<MessageId, ConversationId> messages);

    /**
     * The messages of a conversation with {@code from <= seq <= to}, at most {@code limit} of them, starting from the end
     * that {@code order} names. Seqs that are not there are left out.
     */
    List<StoredMessage> range(ConversationId conversation, long from, long to, int limit, Order order);

    /** The messages at exactly these seqs, ascending; those that are not there are left out. */
    List<StoredMessage> at(ConversationId conversation, Collection<Long> seqs);

    /** The message at one seq of each of these conversations; those that are not there are left out. */
    Map<ConversationId, StoredMessage> at(Map<ConversationId, Long> seqs);

    /** The entries of a mailbox with {@code from <= mailbox seq <= to}, ascending, at most {@code limit}. */
    List<MailboxEntry> pull(UserId owner, long from, long to, int limit);
}
