package dev.tidings.reconcile;

import dev.tidings.mailbox.Mailboxes;
import dev.tidings.seq.Extent;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Places that readers count on and that are empty. What lost its place gets it back if it can be told which it was: by the times
 * of what stands around it, since what is of one series is nearly in the order of its times.
 */
final class Holes {
    /** A hole at a time costs a look at its neighbours; a series that lost more is mended by several runs. */
    private static final int MAX = 1_000;
    /** By so much, in ms, can times of neighbours in a mailbox be the wrong way round: they come through several lanes. */
    private static final long SLACK_MS = 60_000;

    private final Cells cells;
    private final Mailboxes mailboxes;
    private final Seqs seqs;

    Holes(Cells cells, Mailboxes mailboxes, Seqs seqs) {
        this.cells = cells;
        this.mailboxes = mailboxes;
        this.seqs = seqs;
    }

    /**
     * The times between which something at these seqs was sent, ms since epoch, both included.
     *
     * @param before of what is below them; {@code Long.MIN_VALUE} if nothing is
     */
    record Times(long before, long after) {
        boolean fit(long time) {
            return before <= time && time <= after;
        }
    }

    /** The first empty place of the series, at or below its newest, where something of this time may have been. */
    OptionalLong fitting(Series series, long time) {
        long newest = seqs.newest(series);
        List<Long> holes = holes(series, newest);
        for (int i = 0; i < holes.size(); ) {
            long from = holes.get(i);
            long to = from;
            while (++i < holes.size() && holes.get(i) == to + 1) {
                to++;
            }
            if (times(series, from, to).fit(time)) {
                return OptionalLong.of(from);
            }
        }
        return OptionalLong.empty();
    }

    /** What is above the newest may be on its way to its place. */
    private List<Long> holes(Series series, long newest) {
        Extent extent = Optional.ofNullable(mailboxes.extents(List.of(series)).get(series))
                .orElse(Extent.EMPTY);
        List<Long> holes = new ArrayList<>();
        extent.holes().stream().filter(seq -> seq <= newest).limit(MAX).forEach(holes::add);
        for (long seq = extent.max() + 1; seq <= newest && holes.size() < MAX; seq++) {
            holes.add(seq);
        }
        return holes;
    }

    Times times(Series series, long from, long to) {
        NavigableMap<Long, Long> times = timesAt(series, List.of(from - 1, to + 1));
        long slack = Place.owner(series).isPresent() ? SLACK_MS : 0;
        Long before = times.get(from - 1);
        Long after = times.get(to + 1);
        return new Times(
                before == null ? Long.MIN_VALUE : before - slack, after == null ? Long.MAX_VALUE : after + slack);
    }

    private NavigableMap<Long, Long> timesAt(Series series, Collection<Long> wanted) {
        Map<Place, Cell> there = cells.at(wanted.stream()
                .filter(seq -> seq > 0)
                .map(seq -> new Place(series, seq))
                .toList());
        List<Place> targets = there.values().stream()
                .filter(Cell.OfMailbox.class::isInstance)
                .map(cell -> ((Cell.OfMailbox) cell).target())
                .filter(place -> place.seq() > 0)
                .toList();
        Map<Place, Cell> messages = cells.at(targets);
        NavigableMap<Long, Long> times = new TreeMap<>();
        there.forEach((place, cell) -> {
            Cell message = cell instanceof Cell.OfMailbox entry ? messages.get(entry.target()) : cell;
            if (message instanceof Cell.OfMessage found) {
                times.put(place.seq(), found.sendTime());
            }
        });
        return times;
    }
}
