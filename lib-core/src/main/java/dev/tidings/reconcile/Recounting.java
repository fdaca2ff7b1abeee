package dev.tidings.reconcile;

import dev.tidings.mailbox.Mailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.seq.Counters;
import dev.tidings.seq.Extent;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has counters rebuilt from the store, as happens by itself when Redis loses them. Never while something is missing below a
 * newest: then it would go back, and what was readable would not be, until the hole is mended.
 */
@Dependent
public class Recounting {
    private static final MessageId NO_MESSAGE = new MessageId("recount");

    /**
     * Some of the series.
     *
     * @param counted how many series were counted
     * @param changed those whose newest is another one now, and those that were left as they were
     * @param next where to go on; null at the end
     */
    public record Page(
            int counted, List<Recount> changed, @Nullable String next) {
        public Page {
            changed = List.copyOf(changed);
        }
    }

    private final Seqs seqs;
    private final Mailboxes mailboxes;
    private final Counters counters;

    @Inject
    Recounting(Seqs seqs, Mailboxes mailboxes, Counters counters) {
        this.seqs = seqs;
        this.mailboxes = mailboxes;
        this.counters = counters;
    }

    /** Counts one series anew. */
    public Recount recount(Series series) {
        String where = series.key().startsWith("c:") ? series.key().substring(2) : series.key();
        long before = seqs.newest(series);
        // Read after the newest: what is stored only grows.
        Extent stored = mailboxes.extents(List.of(series)).getOrDefault(series, Extent.EMPTY);
        if (stored.watermark() < before) {
            return new Recount(where, before, before, true);
        }
        seqs.surrender(NO_MESSAGE, series);
        return new Recount(where, before, seqs.newest(series), false);
    }

    /**
     * Counts some of all series anew.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     * @param limit about so many
     */
    public Page some(@Nullable String cursor, int limit) {
        Counters.Page page = counters.some(cursor, limit);
        List<Recount> counted = page.series().stream().map(this::recount).toList();
        return new Page(
                counted.size(),
                counted.stream()
                        .filter(it -> it.held() || it.before() != it.after())
                        .toList(),
                page.next());
    }
}
