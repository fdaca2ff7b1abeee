package dev.tidings.seq;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series that have counters in the cache. */
public interface Counters {
    /**
     * Some of the series.
     *
     * @param next where to go on; null at the end
     */
    record Page(List<Series> series, @Nullable String next) {
        public Page {
            series = List.copyOf(series);
        }
    }

    /**
     * Some of them, in no order. What has counters from the first call to the last is among them, perhaps twice.
     *
     * @param cursor {@link Page#next} of the page before; null for the first
     * @param limit about so many
     * @throws dev.tidings.fault.ImException {@code ARGS} for a cursor that was not answered; {@code UNAVAILABLE} if the cache does
     *     not answer
     */
    Page some(@Nullable String cursor, int limit);
}
