package dev.tidings.history;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a search's result.
 *
 * @param after the last entry of the page before; null for the first page. However deep, it costs the same
 * @param skip entries to leave out, 0 to 10,000; for callers who know page numbers only, and paid for by reading them
 * @param size 1 to 500
 */
public record HistoryPage(@Nullable Position after, int skip, int size) {
    public static final int MAX_SIZE = 500;
    public static final int MAX_SKIP = 10_000;

    /** @throws ImException {@code ARGS} if a limit is broken */
    public HistoryPage {
        if (size < 1 || size > MAX_SIZE || skip < 0 || skip > MAX_SKIP) {
            throw new ImException(
                    ErrorCode.ARGS,
                    "a page has 1 to " + MAX_SIZE + " messages and begins at most " + MAX_SKIP + " after the first");
        }
    }

    /** The newest entries. */
    public static HistoryPage first(int size) {
        return new HistoryPage(null, 0, size);
    }

    /** The entries that follow one. */
    public static HistoryPage after(Position position, int size) {
        return new HistoryPage(position, 0, size);
    }

    /** The protocol's {@code pagination}: {@code pageNumber} from 1, {@code showNumber}. */
    public static HistoryPage numbered(int pageNumber, int showNumber) {
        return new HistoryPage(null, (int) Math.min(Integer.MAX_VALUE, (pageNumber - 1L) * showNumber), showNumber);
    }

    /**
     * A place in a search's result: behind one entry.
     *
     * @param sendTime of that entry, ms since epoch
     * @param row tells entries of the same millisecond apart
     */
    public record Position(long sendTime, long row) {}
}
