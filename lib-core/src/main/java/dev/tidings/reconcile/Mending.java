package dev.tidings.reconcile;

import dev.tidings.history.History;
import dev.tidings.history.Recorded;
import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.queue.TransferQueue;
import dev.tidings.reconcile.Finding.Outcome;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mends differences, one by one. Every step is one that the message path itself may take at the same time: what it writes, it
 * writes only where nothing is, or where it is as it was seen, and the stores' unique keys decide.
 */
final class Mending {
    private static final String OPERATION = "reconcile";
    /** Whoever gives places back has counters forgotten; they have no message. */
    private static final MessageId NO_MESSAGE = new MessageId("reconcile");
    /** Seqs of one hole that are mended at once; the rest is found again. */
    private static final int SEQS_MAX = 1_000;

    private static final int ROWS_MAX = 2_000;
    /** As in the transfer: each round settles every conflict it finds. */
    private static final int ROUNDS_MAX = 20;

    private final Cells cells;
    private final Rows rows;
    private final Mailboxes mailboxes;
    private final Memberships memberships;
    private final Seqs seqs;
    private final History history;
    private final TransferQueue transfer;
    private final Revocations revocations;
    private final Holes holes;

    Mending(
            Cells cells,
            Rows rows,
            Mailboxes mailboxes,
            Memberships memberships,
            Seqs seqs,
            History history,
            TransferQueue transfer,
            Revocations revocations) {
        this.cells = cells;
        this.rows = rows;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
        this.seqs = seqs;
        this.history = history;
        this.transfer = transfer;
        this.revocations = revocations;
        this.holes = new Holes(cells, mailboxes, seqs);
    }

    /** Mends one; repeating it changes nothing. */
    Outcome mend(Found found) {
        return switch (found.what()) {
            case MESSAGE_MISSING -> putBack(row(found));
            case ENTRY_MISSING -> enter(message(found), user(found.series()));
            case ENTRY_ASTRAY -> lead((Cell.OfMailbox) cell(found));
            case HOLE, NEWEST_AHEAD -> fill(found);
            case NEWEST_BEHIND -> recount(found.series(), found.to());
            case ROW_MISSING, ROW_NOT_REPLACED -> record(message(found));
            case ROW_EXTRA -> {
                rows.remove(new MessageId(found.about()));
                yield Outcome.mended("the row is removed");
            }
            case ROW_DIFFERS ->
                message(found).isReplaced()
                        ? record(message(found))
                        : Outcome.left("readers get what the conversation has; compare the two");
            case MEMBER_MISSING -> {
                memberships.join(Map.of(conversation(found.series()), Set.of(new UserId(found.about()))));
                yield Outcome.mended("the user is a member");
            }
            case READ_AHEAD -> unread(new UserId(found.about()), conversation(found.series()));
            case REVOCATION_UNFINISHED, REVOCATION_UNTOLD -> finish(message(found));
            case MESSAGE_NOT_REPLACED -> replace(message(found), row(found));
            case UNREADABLE -> Outcome.left("restore it from a backup");
        };
    }

    private static Cell cell(Found found) {
        return Objects.requireNonNull(found.cell(), "found by its cell");
    }

    private static Cell.OfMessage message(Found found) {
        return (Cell.OfMessage) cell(found);
    }

    private static Row row(Found found) {
        return Objects.requireNonNull(found.row(), "found by its row");
    }

    private static UserId user(Series mailbox) {
        return Place.owner(mailbox).orElseThrow();
    }

    private static ConversationId conversation(Series series) {
        return Place.conversation(series).orElseThrow();
    }

    /** Gives a message that only the full history has its place in its conversation: the one it had, if that can be told. */
    private Outcome putBack(Row row) {
        Message message = Bodies.message(row).orElseThrow();
        Map<UserId, Cell.OfMailbox> entries =
                cells.entries(Map.of(row.id(), message.participants())).getOrDefault(row.id(), Map.of());
        OptionalLong known = entries.values().stream()
                .mapToLong(Cell.OfMailbox::conversationSeq)
                .findFirst();
        Series series = Series.of(row.conversation());
        OptionalLong seq = known.isPresent() ? known : holes.fitting(series, row.sendTime());
        if (seq.isPresent() && put(row, seq.getAsLong())) {
            return Outcome.mended("it is back at seq " + seq.getAsLong());
        }
        // Behind what waits in its lane: if it is on its way after all, this is a repetition.
        transfer.transferAgain(message);
        return Outcome.mended("it is on the transfer's queue and gets the next free seq");
    }

    private boolean put(Row row, long seq) {
        Cell.OfMessage cell = new Cell.OfMessage(
                row.conversation(),
                seq,
                row.id(),
                row.sendTime(),
                row.body(),
                row.replaced() ? Cell.Replaced.DONE : Cell.Replaced.NOT);
        if (!cells.put(cell)) {
            return false;
        }
        Bodies.message(cell).map(Message::participants).orElse(Set.of()).forEach(user -> enter(cell, user));
        recountIfBelow(cell.series(), seq);
        return true;
    }

    /** Makes the entry in a participant's mailbox, at the place that it lost if that can be told, else at the next one. */
    private Outcome enter(Cell.OfMessage cell, UserId user) {
        Message message = Bodies.message(cell).orElseThrow();
        if (cells.entries(Map.of(cell.id(), Set.of(user))).containsKey(cell.id())) {
            return Outcome.mended("it is there by now");
        }
        Series mailbox = Series.mailboxOf(user);
        OptionalLong lost = holes.fitting(mailbox, cell.sendTime());
        Places places = new Places(cell.id(), Map.of(Series.of(cell.conversation()), cell.seq()));
        Claim claim = new Claim(cell.id(), List.of(mailbox));
        Places given = lost.isPresent()
                ? new Places(cell.id(), Map.of(mailbox, lost.getAsLong()))
                : seqs.allocate(List.of(claim)).get(0);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            PlacedMessage placed = new PlacedMessage(message, places.with(given));
            List<Conflict> conflicts = mailboxes.store(List.of(placed));
            if (conflicts.isEmpty()) {
                seqs.settle(List.of(placed.places()));
                return Outcome.mended("its entry is at mailbox seq " + given.in(mailbox));
            }
            Conflict conflict = conflicts.get(0);
            if (!conflict.series().equals(mailbox)) {
                return Outcome.left("its conversation has changed meanwhile");
            }
            if (conflict instanceof Conflict.AlreadyAt already) {
                seqs.release(cell.id(), mailbox, given.in(mailbox));
                return Outcome.mended("it is there by now, at mailbox seq " + already.seq());
            }
            seqs.surrender(cell.id(), mailbox);
            given = seqs.allocate(List.of(claim)).get(0);
        }
        return Outcome.left("the mailbox is being written so much that no place was found");
    }

    /** Has an entry lead to its message, which is put back first if only the full history has it. */
    private Outcome lead(Cell.OfMailbox entry) {
        Cell.OfMessage message =
                cells.messages(Map.of(entry.id(), entry.conversation())).get(entry.id());
        if (message != null) {
            cells.lead(entry, message.seq());
            return Outcome.mended("it leads to seq " + message.seq());
        }
        Row row = rows.byId(List.of(entry.id())).get(entry.id());
        if (row != null && row.conversation().equals(entry.conversation())) {
            return putBack(row);
        }
        return putLost(entry.target(), 0)
                ? Outcome.mended("no store has its message any more: its place says that it is deleted")
                : Outcome.left("no store has its message any more, and another one stands at its place");
    }

    /** Puts at empty places what was there, as far as that is known, and at the others that it is lost. */
    private Outcome fill(Found found) {
        Series series = found.series();
        long to = Math.min(found.to(), found.from() + SEQS_MAX - 1);
        Holes.Times times = holes.times(series, found.from(), found.to());
        List<Row> candidates = Place.owner(series)
                .map(owner -> absentFromMailbox(owner, times))
                .orElseGet(() -> absentFromConversation(conversation(series), times));
        long back = 0;
        long seq = found.from();
        for (Row row : candidates) {
            if (seq > to) {
                break;
            }
            if (Place.owner(series).isPresent() ? putEntry(user(series), seq, row) : put(row, seq)) {
                back++;
                seq++;
            }
        }
        long lost = 0;
        for (; seq <= to; seq++) {
            if (putLost(new Place(series, seq), times.before() == Long.MIN_VALUE ? 0 : times.before())) {
                lost++;
            }
        }
        recountIfBelow(series, to);
        if (back + lost == 0) {
            return Outcome.mended("it is filled by now");
        }
        String done = back + " put back, " + lost + " lost for good: readers are told that they are deleted";
        return to == found.to() ? Outcome.mended(done) : Outcome.left(done + "; there are more, run it again");
    }

    private boolean putEntry(UserId owner, long seq, Row row) {
        Cell.OfMessage message =
                cells.messages(Map.of(row.id(), row.conversation())).get(row.id());
        return message != null
                && cells.put(new Cell.OfMailbox(owner, seq, row.id(), row.conversation(), message.seq()));
    }

    private List<Row> absentFromConversation(ConversationId conversation, Holes.Times times) {
        List<Row> kept = kept(rows.range(wanted(conversation, null, null, times), null, null, ROWS_MAX).stream());
        Map<MessageId, Cell.OfMessage> there = cells.messages(conversations(kept));
        return kept.stream().filter(row -> !there.containsKey(row.id())).toList();
    }

    private List<Row> absentFromMailbox(UserId owner, Holes.Times times) {
        List<Row> kept = kept(Stream.concat(
                rows.range(wanted(null, owner, null, times), null, null, ROWS_MAX).stream(),
                rows.range(wanted(null, null, owner, times), null, null, ROWS_MAX).stream()));
        Map<MessageId, Set<UserId>> wanted = new LinkedHashMap<>();
        kept.forEach(row -> wanted.put(row.id(), Set.of(owner)));
        Set<MessageId> entered = cells.entries(wanted).keySet();
        Set<MessageId> seen = new LinkedHashSet<>();
        return kept.stream()
                .filter(row -> !entered.contains(row.id()) && seen.add(row.id()))
                .toList();
    }

    private static List<Row> kept(Stream<Row> found) {
        return found.filter(row -> Bodies.message(row).map(Message::isKept).orElse(false))
                .sorted(Comparator.comparingLong(Row::sendTime).thenComparingLong(Row::number))
                .toList();
    }

    private static Map<MessageId, ConversationId> conversations(List<Row> found) {
        Map<MessageId, ConversationId> conversations = new LinkedHashMap<>();
        found.forEach(row -> conversations.put(row.id(), row.conversation()));
        return conversations;
    }

    private static Rows.Wanted wanted(
            @Nullable ConversationId conversation,
            @Nullable UserId sender,
            @Nullable UserId receiver,
            Holes.Times times) {
        long end = times.after() == Long.MAX_VALUE ? Long.MAX_VALUE : times.after() + 1;
        return new Rows.Wanted(conversation, sender, receiver, times.before(), end);
    }

    private boolean putLost(Place place, long time) {
        MessageId id = Cell.lost(place);
        return cells.put(Place.owner(place.series())
                .<Cell>map(owner ->
                        new Cell.OfMailbox(owner, place.seq(), id, ConversationId.notification(owner, owner), 0))
                .orElseGet(() -> new Cell.OfMessage(
                        conversation(place.series()),
                        place.seq(),
                        id,
                        time,
                        Cell.lostBody(id, time),
                        Cell.Replaced.NOT)));
    }

    /** Whoever counts the series now finds it without the hole. */
    private void recountIfBelow(Series series, long seq) {
        if (seqs.newest(series) < seq) {
            recount(series, seq);
        }
    }

    private Outcome recount(Series series, long to) {
        seqs.surrender(NO_MESSAGE, series);
        long newest = seqs.newest(series);
        return newest >= to
                ? Outcome.mended("counted anew, newest is " + newest)
                : Outcome.left("counted anew, newest is " + newest + ": there is a hole above it");
    }

    private Outcome record(Cell.OfMessage cell) {
        Message message = Bodies.message(cell).orElseThrow();
        if (cell.isReplaced()) {
            history.replace(message);
            return Outcome.mended("the row has what replaced the message");
        }
        Recorded recorded = history.record(List.of(message));
        return recorded.rejected().isEmpty()
                ? Outcome.mended("it is recorded")
                : Outcome.left(
                        "MySQL does not take it: " + recorded.rejected().get(0).reason());
    }

    private Outcome unread(UserId user, ConversationId conversation) {
        Cells.Member member = new Cells.Member(user, conversation);
        Membership seen = cells.members(Set.of(member)).get(member);
        long newest = seqs.newest(Series.of(conversation));
        if (seen == null || seen.readSeq() <= newest) {
            return Outcome.mended("it is well by now");
        }
        cells.unread(seen, newest);
        return Outcome.mended("the read position is " + newest);
    }

    private Outcome finish(Cell.OfMessage cell) {
        if (!Bodies.isRevocation(cell.body())) {
            // Nobody is told of any other replacement.
            mailboxes.announced(cell.conversation(), cell.seq());
            return Outcome.mended("the replacement is completed");
        }
        revocations.finish(
                cell.conversation(), new StoredMessage(cell.id(), cell.seq(), cell.sendTime(), cell.body()), OPERATION);
        return Outcome.mended("the revocation is completed");
    }

    private Outcome replace(Cell.OfMessage cell, Row row) {
        Message replacement = Bodies.message(row).orElseThrow();
        return mailboxes
                .replace(replacement, cell.seq())
                .map(replaced -> {
                    if (Bodies.isRevocation(replaced.message().body())) {
                        revocations.finish(cell.conversation(), replaced.message(), OPERATION);
                    } else {
                        mailboxes.announced(cell.conversation(), cell.seq());
                    }
                    return Outcome.mended("the conversation has what replaced the message");
                })
                .orElse(Outcome.left("its conversation has changed meanwhile"));
    }
}
