package dev.tidings.transfer;

import dev.tidings.fault.CrashPoint;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.AfterHooks;
import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.push.LatePushes;
import dev.tidings.seq.Allocation;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives the messages of one lane their places in every series they belong to, stores them there, lets readers see them,
 * and hands them to the push module: allocate, store, publish, push.
 */
@Dependent
class Transfer {
    private static final System.Logger LOG = System.getLogger(Transfer.class.getName());
    /** Each round settles every conflict it finds; new ones only come while counters are being rebuilt on another node. */
    private static final int ROUNDS_MAX = 20;

    /** A worker that was paused for longer looks again: what it stored can be read since, and so revoked. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final Seqs seqs;
    private final Mailboxes mailboxes;
    private final Memberships memberships;
    private final OwnReads ownReads;
    private final Pushing pushing;
    private final AfterHooks hooks;

    @Inject
    Transfer(
            Seqs seqs,
            Mailboxes mailboxes,
            Memberships memberships,
            OwnReads ownReads,
            Pushing pushing,
            AfterHooks hooks) {
        this.seqs = seqs;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
        this.ownReads = ownReads;
        this.pushing = pushing;
        this.hooks = hooks;
    }

    /**
     * Transfers one batch.
     *
     * @param batch of one lane, in the order in which it was accepted; a message may be in it twice
     * @param redelivered whether an earlier attempt may have got anywhere
     * @throws ImException {@code UNAVAILABLE} if a store does not answer; trying again has the effect of trying once
     */
    void transfer(List<Message> batch, boolean redelivered) {
        long began = System.nanoTime();
        CrashPoint.BEFORE_ALLOCATE.reach();
        Collection<Message> distinct = distinct(batch);
        List<Message> kept = distinct.stream().filter(Message::isKept).toList();
        Map<MessageId, PlacedMessage> placed = store(kept, earlier(kept, redelivered));
        CrashPoint.AFTER_STORE.reach();
        seqs.settle(placed.values().stream().map(PlacedMessage::places).toList());
        CrashPoint.AFTER_SETTLE.reach();
        ownReads.mark(placed.values().stream().map(Transfer::ownRead).toList());
        List<Delivery> deliveries =
                distinct.stream().map(message -> delivery(message, placed)).toList();
        pushing.push(
                System.nanoTime() - began > LATE.toNanos() ? LatePushes.asStored(mailboxes, deliveries) : deliveries);
        CrashPoint.AFTER_PUSH.reach();
        hooks.saved(deliveries);
        CrashPoint.AFTER_EVENTS.reach();
    }

    /** Gives up on messages: places they were given and never used go to the next ones. */
    void abandon(List<Message> messages) {
        List<Message> kept = messages.stream().filter(Message::isKept).toList();
        Set<MessageId> stored = mailboxes.stored(kept);
        List<Message> unplaced =
                kept.stream().filter(message -> !stored.contains(message.id())).toList();
        for (Places places :
                seqs.allocate(unplaced.stream().map(Transfer::claim).toList())) {
            places.seqs().forEach((series, seq) -> seqs.release(places.message(), series, seq));
        }
    }

    private static Collection<Message> distinct(List<Message> batch) {
        Map<MessageId, Message> first = new LinkedHashMap<>();
        batch.forEach(message -> first.putIfAbsent(message.id(), message));
        return first.values();
    }

    /**
     * What is in the store already. A first delivery can only meet messages that are completely stored, by an earlier send
     * with the same id; after a redelivery there may be parts.
     */
    private Map<MessageId, PlacedMessage> earlier(List<Message> kept, boolean redelivered) {
        if (redelivered) {
            return mailboxes.places(kept);
        }
        Set<MessageId> stored = mailboxes.stored(kept);
        return stored.isEmpty()
                ? Map.of()
                : mailboxes.places(kept.stream()
                        .filter(message -> stored.contains(message.id()))
                        .toList());
    }

    private Map<MessageId, PlacedMessage> store(List<Message> kept, Map<MessageId, PlacedMessage> earlier) {
        Map<Series, Long> newest = new HashMap<>();
        Map<MessageId, PlacedMessage> placed = allocate(kept, earlier, newest);
        CrashPoint.AFTER_ALLOCATE.reach();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<PlacedMessage> missing = placed.values().stream()
                    .filter(message -> !isComplete(earlier.get(message.message().id())))
                    .toList();
            if (missing.isEmpty()) {
                return placed;
            }
            boolean isInRank = closeRanks(placed, earlier, newest);
            // The next round is another moment: with watermarks of this one it would find the same holes again.
            newest.clear();
            if (!isInRank) {
                continue;
            }
            join(missing);
            List<Conflict> conflicts = mailboxes.store(missing);
            if (conflicts.isEmpty()) {
                trace("stored", missing);
                return placed;
            }
            conflicts.forEach(conflict -> resolve(conflict, placed));
        }
        throw new ImException(ErrorCode.UNAVAILABLE, "the seqs of a batch are in conflict again and again");
    }

    /**
     * Makes sure that each message follows in its conversation right after one that is stored, or that this batch stores
     * before it. A hole below it would be filled by a message that was accepted later; it comes from a worker that was
     * paused, whose lane went to another one, when Redis is emptied between the two.
     *
     * @param seen watermarks that were read a moment ago; those of other conversations are asked for
     * @return whether everything was as it should be; else the places behind a hole were exchanged and are to be looked at again
     */
    private boolean closeRanks(
            Map<MessageId, PlacedMessage> placed, Map<MessageId, PlacedMessage> earlier, Map<Series, Long> seen) {
        Map<Series, Long> highest = new HashMap<>(seen);
        Set<Series> unseen = placed.values().stream()
                .map(it -> Series.of(it.message().conversation()))
                .filter(series -> !seen.containsKey(series))
                .collect(Collectors.toSet());
        if (!unseen.isEmpty()) {
            highest.putAll(seqs.newest(unseen));
        }
        List<Claim> behindAHole = new ArrayList<>();
        for (PlacedMessage message : placed.values()) {
            Series conversation = Series.of(message.message().conversation());
            long before = highest.getOrDefault(conversation, 0L);
            PlacedMessage known = earlier.get(message.message().id());
            boolean isStored = known != null && known.conversationSeq() == message.conversationSeq();
            if (isStored || message.conversationSeq() <= before + 1) {
                highest.put(conversation, Math.max(before, message.conversationSeq()));
            } else {
                behindAHole.add(new Claim(message.message().id(), List.of(conversation)));
            }
        }
        behindAHole.forEach(it -> seqs.surrender(it.message(), it.series().get(0)));
        for (Places given : seqs.allocate(behindAHole)) {
            placed.computeIfPresent(
                    given.message(),
                    (id, current) -> new PlacedMessage(
                            current.message(), current.places().with(given)));
        }
        return behindAHole.isEmpty();
    }

    private static boolean isComplete(@org.jspecify.annotations.Nullable PlacedMessage earlier) {
        return earlier != null && earlier.isComplete();
    }

    /** @param newest is told the watermarks of all series in which something was given a place */
    private Map<MessageId, PlacedMessage> allocate(
            List<Message> kept, Map<MessageId, PlacedMessage> earlier, Map<Series, Long> newest) {
        Map<MessageId, PlacedMessage> placed = new LinkedHashMap<>();
        List<Claim> claims = new ArrayList<>();
        for (Message message : kept) {
            PlacedMessage known =
                    earlier.getOrDefault(message.id(), new PlacedMessage(message, new Places(message.id(), Map.of())));
            placed.put(message.id(), known);
            if (!isComplete(known)) {
                claims.add(new Claim(
                        message.id(),
                        claim(message).series().stream()
                                .filter(series -> known.places().in(series) == 0)
                                .toList()));
            }
        }
        Allocation allocation = seqs.allocateSeeingNewest(claims);
        newest.putAll(allocation.newest());
        for (Places given : allocation.places()) {
            placed.computeIfPresent(
                    given.message(),
                    (id, known) ->
                            new PlacedMessage(known.message(), known.places().with(given)));
        }
        trace("allocated", placed.values());
        return placed;
    }

    private static Claim claim(Message message) {
        return new Claim(message.id(), PlacedMessage.seriesOf(message));
    }

    /** Whoever takes part in the first message of a conversation is in it from then on; before that nobody could read it. */
    private void join(List<PlacedMessage> messages) {
        Map<ConversationId, Set<UserId>> joining = new LinkedHashMap<>();
        for (PlacedMessage placed : messages) {
            if (placed.conversationSeq() == 1) {
                joining.put(placed.message().conversation(), placed.message().participants());
            }
        }
        if (!joining.isEmpty()) {
            memberships.join(joining);
        }
    }

    private void resolve(Conflict conflict, Map<MessageId, PlacedMessage> placed) {
        PlacedMessage current = placed.get(conflict.message());
        if (current == null) {
            throw new IllegalStateException("a conflict of a message that is not in the batch");
        }
        Series series = conflict.series();
        Places better;
        if (conflict instanceof Conflict.AlreadyAt already) {
            seqs.release(conflict.message(), series, current.places().in(series));
            better = new Places(conflict.message(), Map.of(series, already.seq()));
        } else {
            seqs.surrender(conflict.message(), series);
            better = seqs.allocate(List.of(new Claim(conflict.message(), List.of(series))))
                    .get(0);
        }
        placed.put(
                conflict.message(),
                new PlacedMessage(current.message(), current.places().with(better)));
    }

    private static ReadMark ownRead(PlacedMessage placed) {
        return new ReadMark(placed.message().sender(), placed.message().conversation(), placed.conversationSeq());
    }

    private static Delivery delivery(Message message, Map<MessageId, PlacedMessage> placed) {
        PlacedMessage kept = placed.get(message.id());
        return kept == null ? new Delivery(message, 0) : new Delivery(kept.message(), kept.conversationSeq());
    }

    private static void trace(String stage, Collection<PlacedMessage> messages) {
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            for (PlacedMessage placed : messages) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> stage + " operationID=" + placed.message().operationId() + " serverMsgID="
                                + placed.message().id() + " conversation="
                                + placed.message().conversation() + " seq=" + placed.conversationSeq());
            }
        }
    }
}
