package dev.tidings.msg;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a user may read, and how far: membership is the right to read, the watermark is the end of what is there. */
@Dependent
class Reading {
    /** Messages in one answer: with the largest of them it stays well below the megabyte an SDK takes in one frame. */
    static final int PULL_MAX = 500;
    /** Bytes of messages in one answer; the SDK refuses frames above 1 MiB. */
    static final int PULL_BYTES_MAX = 900_000;

    /** Stands in the place of a message that the reader has deleted. */
    private static final ByteString DELETED = MsgData.newBuilder()
            .setStatus(MessageStatus.HAS_DELETED.number())
            .build()
            .toByteString();

    private final Seqs seqs;
    private final Mailboxes mailboxes;
    private final Memberships memberships;

    @Inject
    Reading(Seqs seqs, Mailboxes mailboxes, Memberships memberships) {
        this.seqs = seqs;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
    }

    Map<ConversationId, Long> newest(UserId user) {
        Map<ConversationId, Long> newest = new LinkedHashMap<>();
        visible(memberships.of(user)).forEach((membership, max) -> {
            if (max > 0) {
                newest.put(membership.conversation(), max);
            }
        });
        return newest;
    }

    private Map<Membership, Long> visible(List<Membership> memberships) {
        Map<Series, Long> watermarks = memberships.isEmpty()
                ? Map.of()
                : seqs.newest(memberships.stream()
                        .map(it -> Series.of(it.conversation()))
                        .collect(Collectors.toSet()));
        Map<Membership, Long> visible = new LinkedHashMap<>();
        for (Membership membership : memberships) {
            long newest = watermarks.getOrDefault(Series.of(membership.conversation()), 0L);
            visible.put(membership, membership.visibleMax(newest));
        }
        return visible;
    }

    /**
     * The ranges a user may read; a conversation that is not the user's is left out. Several ranges of one conversation
     * come as one: an answer has a conversation once.
     */
    List<Pulled> ranges(UserId user, List<RangeWanted> wanted) {
        Map<ConversationId, Pulled> pulled = new LinkedHashMap<>();
        int left = PULL_MAX;
        for (RangeWanted range : wanted) {
            Optional<Membership> membership = memberships.find(user, range.conversation());
            if (membership.isPresent() && left > 0) {
                Pulled one = range(membership.get(), range, left);
                left -= one.messages().size();
                pulled.merge(range.conversation(), one, Reading::together);
            }
        }
        return withinBytes(List.copyOf(pulled.values()));
    }

    private static Pulled together(Pulled first, Pulled second) {
        Map<Long, StoredMessage> bySeq = new TreeMap<>();
        first.messages().forEach(it -> bySeq.put(it.seq(), it));
        second.messages().forEach(it -> bySeq.put(it.seq(), it));
        return new Pulled(
                first.conversation(),
                List.copyOf(bySeq.values()),
                List.of(),
                first.isEnd() || second.isEnd(),
                Math.max(first.endSeq(), second.endSeq()));
    }

    private Pulled range(Membership membership, RangeWanted wanted, int left) {
        long max = membership.visibleMax(seqs.newest(Series.of(membership.conversation())));
        long from = Math.max(wanted.begin(), membership.minSeq());
        long to = Math.min(wanted.end(), max);
        boolean whole = membership.conversation().isNotification() || wanted.limit() <= 0;
        int limit = whole ? left : (int) Math.min(left, wanted.limit());
        // A notification stream is read from its beginning, a chat from its end.
        Order reading = membership.conversation().isNotification() ? Order.ASCENDING : Order.DESCENDING;
        List<StoredMessage> found =
                new ArrayList<>(mailboxes.range(membership.conversation(), from, to, limit, reading));
        if (reading == Order.DESCENDING) {
            Collections.reverse(found);
        }
        boolean isEnd = wanted.end() >= max;
        return new Pulled(membership.conversation(), asSeen(membership, found), List.of(), isEnd, isEnd ? max : 0);
    }

    /**
     * Exactly these seqs, as far as the user may read them; one that does not exist any more is named as missing. The
     * messages are ascending whatever the order: SDKs rely on it and mean by "descending" only the end they are after.
     */
    List<Pulled> exactly(UserId user, Map<ConversationId, ? extends Collection<Long>> wanted, Order order) {
        List<Pulled> pulled = new ArrayList<>();
        int left = PULL_MAX;
        for (Map.Entry<ConversationId, ? extends Collection<Long>> entry : wanted.entrySet()) {
            Optional<Membership> membership = memberships.find(user, entry.getKey());
            if (membership.isPresent()) {
                Pulled one = exactly(membership.get(), entry.getValue(), order, left);
                left -= one.messages().size();
                pulled.add(one);
            }
        }
        return withinBytes(pulled);
    }

    private Pulled exactly(Membership membership, Collection<Long> wanted, Order order, int left) {
        ConversationId conversation = membership.conversation();
        long min = membership.minSeq();
        long max = membership.visibleMax(seqs.newest(Series.of(conversation)));
        Set<Long> readable = new TreeSet<>();
        boolean below = false;
        boolean above = false;
        for (long seq : wanted) {
            below |= seq < min;
            above |= seq > max;
            if (seq >= min && seq <= max && readable.size() < left) {
                readable.add(seq);
            }
        }
        List<StoredMessage> found = new ArrayList<>(mailboxes.at(conversation, readable));
        found.forEach(message -> readable.remove(message.seq()));
        boolean isEnd = order == Order.DESCENDING ? below : above;
        long endSeq = order == Order.DESCENDING ? min : max;
        return new Pulled(conversation, asSeen(membership, found), List.copyOf(readable), isEnd, isEnd ? endSeq : 0);
    }

    /** What the user has deleted comes as a seq with nothing in it, so that no client asks for it again and again. */
    private List<StoredMessage> asSeen(Membership membership, List<StoredMessage> found) {
        List<Long> perhaps = found.stream()
                .map(StoredMessage::seq)
                .filter(seq -> seq <= membership.hiddenMax())
                .toList();
        if (perhaps.isEmpty()) {
            return found;
        }
        Set<Long> hidden = memberships
                .hidden(membership.user(), Map.of(membership.conversation(), perhaps))
                .getOrDefault(membership.conversation(), Set.of());
        return found.stream()
                .map(message -> hidden.contains(message.seq()) ? deleted(message) : message)
                .toList();
    }

    private static StoredMessage deleted(StoredMessage message) {
        return new StoredMessage(message.id(), message.seq(), message.sendTime(), DELETED);
    }

    /** Cuts what does not fit into one frame; the client asks again for what it still misses. */
    private static List<Pulled> withinBytes(List<Pulled> pulled) {
        List<Pulled> fitting = new ArrayList<>();
        int bytes = 0;
        for (Pulled one : pulled) {
            List<StoredMessage> messages = new ArrayList<>();
            for (StoredMessage message : one.messages()) {
                bytes += message.body().size() + 64;
                if (bytes > PULL_BYTES_MAX) {
                    fitting.add(new Pulled(one.conversation(), messages, List.of(), false, 0));
                    return fitting;
                }
                messages.add(message);
            }
            fitting.add(one);
        }
        return fitting;
    }

    /**
     * How far the user's conversations are and how far they are read.
     *
     * @param wanted only these; all if it is empty
     */
    Map<ConversationId, ReadState> readStates(UserId user, Set<ConversationId> wanted) {
        List<Membership> mine = memberships.of(user).stream()
                .filter(it -> !it.conversation().isNotification())
                .filter(it -> wanted.isEmpty() || wanted.contains(it.conversation()))
                .toList();
        Map<Membership, Long> visible = visible(mine);
        Map<ConversationId, Long> last = new HashMap<>();
        visible.forEach((membership, max) -> last.put(membership.conversation(), max));
        Map<ConversationId, StoredMessage> newest = mailboxes.at(last);
        Map<ConversationId, ReadState> states = new LinkedHashMap<>();
        visible.forEach((membership, max) -> {
            StoredMessage message = newest.get(membership.conversation());
            boolean own = message != null && isOf(user, message);
            long read = own ? max : Math.min(max, membership.readSeq());
            states.put(membership.conversation(), new ReadState(max, read, message == null ? 0 : message.sendTime()));
        });
        return states;
    }

    private static boolean isOf(UserId user, StoredMessage message) {
        try {
            return MsgData.parseFrom(message.body()).getSendID().equals(user.value());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored message " + message.id() + " cannot be read", e);
        }
    }

    /** The newest message of each of these conversations that the user may read. */
    Map<ConversationId, StoredMessage> last(UserId user, Set<ConversationId> wanted) {
        List<Membership> mine = memberships.of(user).stream()
                .filter(it -> wanted.contains(it.conversation()))
                .toList();
        Map<ConversationId, Long> last = new HashMap<>();
        Map<ConversationId, List<Long>> perhaps = new HashMap<>();
        visible(mine).forEach((membership, max) -> {
            if (max >= membership.minSeq()) {
                last.put(membership.conversation(), max);
                if (max <= membership.hiddenMax()) {
                    perhaps.put(membership.conversation(), List.of(max));
                }
            }
        });
        Map<ConversationId, StoredMessage> newest = new HashMap<>(mailboxes.at(last));
        if (!perhaps.isEmpty()) {
            memberships
                    .hidden(user, perhaps)
                    .keySet()
                    .forEach(
                            conversation -> newest.computeIfPresent(conversation, (same, message) -> deleted(message)));
        }
        return newest;
    }

    /**
     * Moves a read position forward.
     *
     * @return whether this user may do so and it is not beyond the end
     * @throws ImException {@code NO_PERMISSION} for a conversation that is not the user's, {@code ARGS} for a seq beyond
     *     the newest
     */
    Membership markRead(UserId user, ConversationId conversation, long seq) {
        Membership membership = memberships
                .find(user, conversation)
                .orElseThrow(() -> new ImException(ErrorCode.NO_PERMISSION, "not a conversation of this user"));
        long max = membership.visibleMax(seqs.newest(Series.of(conversation)));
        if (seq < 0 || seq > max) {
            throw new ImException(ErrorCode.ARGS, "hasReadSeq is not between 0 and " + max);
        }
        memberships.read(List.of(new ReadMark(user, conversation, seq)));
        return membership;
    }

    long newestOfMailbox(UserId owner) {
        return seqs.newest(Series.mailboxOf(owner));
    }

    /** Entries of the user's mailbox, ascending, never beyond its watermark. */
    MailboxPage pullMailbox(UserId owner, long from, long to, int limit) {
        List<MailboxEntry> entries = asSeen(
                owner,
                mailboxes.pull(
                        owner, Math.max(1, from), Math.min(to, newestOfMailbox(owner)), Math.min(limit, PULL_MAX)));
        List<MailboxEntry> fitting = new ArrayList<>();
        int bytes = 0;
        for (MailboxEntry entry : entries) {
            bytes += entry.message().body().size() + 64;
            if (bytes > PULL_BYTES_MAX) {
                break;
            }
            fitting.add(entry);
        }
        long newest = newestOfMailbox(owner);
        long last = fitting.isEmpty()
                ? Math.max(1, from) - 1
                : fitting.get(fitting.size() - 1).mailboxSeq();
        return new MailboxPage(fitting, newest, last >= newest);
    }

    private List<MailboxEntry> asSeen(UserId owner, List<MailboxEntry> entries) {
        Map<ConversationId, Membership> mine = memberships.find(
                owner, entries.stream().map(MailboxEntry::conversation).collect(Collectors.toSet()));
        Map<ConversationId, List<Long>> perhaps = new HashMap<>();
        for (MailboxEntry entry : entries) {
            Membership membership = mine.get(entry.conversation());
            if (membership != null && entry.message().seq() <= membership.hiddenMax()) {
                perhaps.computeIfAbsent(entry.conversation(), it -> new ArrayList<>())
                        .add(entry.message().seq());
            }
        }
        Map<ConversationId, Set<Long>> hidden = perhaps.isEmpty() ? Map.of() : memberships.hidden(owner, perhaps);
        return entries.stream()
                .map(entry -> {
                    Membership membership = mine.get(entry.conversation());
                    long seq = entry.message().seq();
                    boolean deleted = (membership != null && seq < membership.minSeq())
                            || hidden.getOrDefault(entry.conversation(), Set.of())
                                    .contains(seq);
                    return deleted
                            ? new MailboxEntry(entry.mailboxSeq(), entry.conversation(), deleted(entry.message()))
                            : entry;
                })
                .toList();
    }
}
