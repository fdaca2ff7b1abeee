package dev.tidings.reconcile;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.History;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Memberships;
import dev.tidings.queue.Backlog;
import dev.tidings.queue.TransferQueue;
import dev.tidings.reconcile.Finding.Outcome;
import dev.tidings.seq.Seqs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the stores in pieces. A piece with differences is looked at again after a grace: only what still differs then is
 * told, and mended if that is wanted. Where it was is said by its answer and known to nobody else, so that any node may go on.
 */
@ApplicationScoped
public class Reconciliation {
    /** Cells or rows in one piece. */
    public static final int PIECE_MAX = 500;

    private static final System.Logger LOG = System.getLogger(Reconciliation.class.getName());
    /** What a second look reads more than the first: holes may have been filled. */
    private static final int FILLED_MAX = 2_000;

    private final Cells cells;
    private final Rows rows;
    private final Mailboxes mailboxes;
    private final Memberships memberships;
    private final Seqs seqs;
    private final History history;
    private final TransferQueue transfer;
    private final Backlog backlog;
    private final Clock clock;
    private final Duration grace;
    private final Pace pace;
    private final Look look;

    /**
     * @param grace between the two looks: longer than a message takes through an idle server
     * @param rate cells or rows that this node looks at in a second
     */
    @Inject
    Reconciliation(
            Cells cells,
            Rows rows,
            Mailboxes mailboxes,
            Memberships memberships,
            Seqs seqs,
            History history,
            TransferQueue transfer,
            Backlog backlog,
            Clock clock,
            @ConfigProperty(name = "im.reconcile.grace") Duration grace,
            @ConfigProperty(name = "im.reconcile.rate") int rate) {
        this.cells = cells;
        this.rows = rows;
        this.mailboxes = mailboxes;
        this.memberships = memberships;
        this.seqs = seqs;
        this.history = history;
        this.transfer = transfer;
        this.backlog = backlog;
        this.clock = clock;
        this.grace = grace;
        this.pace = new Pace(rate, clock);
        this.look = new Look(cells, rows, seqs);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Reconciliation() {
        this(null, null, null, null, null, null, null, null, null, null, 1);
    }

    /**
     * Looks at one piece.
     *
     * @param cursor {@link Piece#next} of the piece before; null for the first
     * @param limit cells or rows, 1 to {@value #PIECE_MAX}
     * @param mend whether differences are mended
     * @throws ImException {@code ARGS} for a cursor that was not answered for this scope; {@code TOO_MANY_REQUESTS} if this
     *     node has looked at enough for now; {@code UNAVAILABLE} if a store or the broker does not answer: what was mended
     *     stays mended, and the same call again goes on
     */
    public Piece piece(Scope scope, @Nullable String cursor, int limit, boolean mend, Revocations revocations) {
        if (limit < 1 || limit > PIECE_MAX) {
            throw new ImException(ErrorCode.ARGS, "limit is not 1 to " + PIECE_MAX);
        }
        Cursor at = Cursor.of(scope, cursor);
        pace.begin();
        int looked = 0;
        try {
            Walked walked = at.step() == Scope.Step.CELLS ? cells(scope, at, limit) : rows(scope, at, limit);
            looked = walked.looked();
            Confirmed confirmed = confirmed(walked);
            Mending mending = new Mending(cells, rows, mailboxes, memberships, seqs, history, transfer, revocations);
            List<Finding> findings = confirmed.differences().stream()
                    .map(found -> Finding.of(found, mend ? mended(mending, found) : Outcome.UNWANTED))
                    .toList();
            return new Piece(looked, findings, confirmed.undecided(), walked.next());
        } finally {
            pace.end(looked);
        }
    }

    /**
     * A piece as it was walked through.
     *
     * @param again looks at the same piece again
     */
    private record Walked(
            int looked,
            List<Found> differences,
            Supplier<List<Found>> again,
            @Nullable String next) {}

    private Walked cells(Scope scope, Cursor at, int limit) {
        Place after = at.place();
        List<Cell> found = cells.range(scope.series(), after, null, limit);
        boolean atEnd = found.size() < limit;
        Place last = found.isEmpty()
                ? after
                : new Place(
                        found.get(found.size() - 1).series(),
                        found.get(found.size() - 1).seq());
        return new Walked(
                found.size(),
                look.atCells(scope.series(), after, found, atEnd),
                () -> look.atCells(
                        scope.series(), after, cells.range(scope.series(), after, last, limit + FILLED_MAX), atEnd),
                atEnd ? at.nextStep(scope) : Cursor.text(at.step(), last));
    }

    private Walked rows(Scope scope, Cursor at, int limit) {
        Rows.Position after = at.position();
        Rows.Wanted wanted = scope.rows(at.step());
        List<Row> found = rows.range(wanted, after, null, limit);
        boolean atEnd = found.size() < limit;
        Rows.Position last = found.isEmpty()
                ? after
                : new Rows.Position(
                        found.get(found.size() - 1).sendTime(),
                        found.get(found.size() - 1).number());
        return new Walked(
                found.size(),
                look.atRows(found, scope.goesByRows()),
                () -> look.atRows(found, scope.goesByRows()),
                atEnd ? at.nextStep(scope) : Cursor.text(at.step(), last));
    }

    private record Confirmed(List<Found> differences, int undecided) {}

    private Confirmed confirmed(Walked walked) {
        if (walked.differences().isEmpty()) {
            return new Confirmed(List.of(), 0);
        }
        long lookedAt = clock.millis();
        sleep(grace);
        Map<Backlog.Consumer, Boolean> isBehind = new EnumMap<>(Backlog.Consumer.class);
        for (Backlog.Consumer consumer : Backlog.Consumer.values()) {
            // What waits since before the first look may be what it missed.
            isBehind.put(consumer, backlog.oldest(consumer).stream().anyMatch(sent -> sent < lookedAt));
        }
        List<Found> differences = new ArrayList<>();
        int undecided = 0;
        for (Found second : walked.again().get()) {
            Optional<Found> still = walked.differences().stream()
                    .flatMap(first -> second.since(first).stream())
                    .findFirst();
            if (still.isPresent()) {
                if (second.what().consumer().map(isBehind::get).orElse(false)) {
                    undecided++;
                } else {
                    differences.add(still.get());
                }
            }
        }
        return new Confirmed(differences, undecided);
    }

    private static Outcome mended(Mending mending, Found found) {
        Outcome outcome = tried(mending, found);
        LOG.log(
                System.Logger.Level.INFO,
                () -> (outcome.mended() ? "IM-2701 mended " : "IM-2702 not mended ") + found.what() + " in "
                        + found.series() + " at " + found.from() + " to " + found.to() + " " + found.about() + ": "
                        + outcome.done());
        return outcome;
    }

    /** One that cannot be mended keeps no other from being so. */
    private static Outcome tried(Mending mending, Found found) {
        try {
            return mending.mend(found);
        } catch (ImException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return Outcome.left(e.detail());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-2702 mending failed", e);
            return Outcome.left("a defect: report it, the log has its stack trace");
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImException(ErrorCode.UNAVAILABLE, "this node is shutting down", e);
        }
    }
}
