package dev.tidings.reconcile;

import dev.tidings.message.UserId;
import dev.tidings.seq.Series;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A difference with what it was seen by.
 *
 * @param series where
 * @param from the first seq that it is about
 * @param to the last; below {@code from} for none
 * @param about the message's id, or a member's
 * @param cell what is stored in MongoDB of it, if that matters
 * @param row the same of MySQL
 */
record Found(
        Difference what,
        Series series,
        long from,
        long to,
        String about,
        @Nullable Cell cell,
        @Nullable Row row) {

    static Found at(Difference what, Cell cell) {
        return new Found(what, cell.series(), cell.seq(), cell.seq(), cell.id().value(), cell, null);
    }

    static Found at(Difference what, Cell cell, Row row) {
        return new Found(what, cell.series(), cell.seq(), cell.seq(), cell.id().value(), cell, row);
    }

    static Found range(Difference what, Series series, long from, long to) {
        return new Found(what, series, from, to, "", null, null);
    }

    /** Somebody lacks what is in this cell. */
    static Found lacking(Cell.OfMessage cell, UserId user) {
        return new Found(
                Difference.ENTRY_MISSING,
                Series.mailboxOf(user),
                cell.seq(),
                cell.seq(),
                cell.id().value(),
                cell,
                null);
    }

    /** What was there at an earlier look as well: only that is a difference, the rest has settled or just begun. */
    Optional<Found> since(Found earlier) {
        if (what != earlier.what || !series.equals(earlier.series) || !about.equals(earlier.about)) {
            return Optional.empty();
        }
        long first = Math.max(from, earlier.from);
        long last = Math.min(to, earlier.to);
        return first > last ? Optional.empty() : Optional.of(new Found(what, series, first, last, about, cell, row));
    }
}
