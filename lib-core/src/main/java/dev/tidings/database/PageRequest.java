package dev.tidings.database;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;

/**
 * Which page of a list: the protocol's {@code pagination}.
 *
 * @param number {@code pageNumber}, from 1
 * @param size {@code showNumber}, 1 to 1000
 */
public record PageRequest(int number, int size) {
    public static final int MAX_SIZE = 1000;
    /** Rows that are skipped are read all the same. */
    public static final int MAX_SKIP = 10_000_000;

    /** @throws ImException {@code ARGS} if there can be no such page */
    public PageRequest {
        if (number < 1 || size < 1 || size > MAX_SIZE || (number - 1L) * size > MAX_SKIP) {
            throw new ImException(
                    ErrorCode.ARGS, "pagination: pageNumber is 1 or more and showNumber is 1 to " + MAX_SIZE);
        }
    }

    /** How many rows come before the page. */
    public int skip() {
        return (number - 1) * size;
    }
}
