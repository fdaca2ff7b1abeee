package dev.tidings.batch;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts what is too much for one question, or one message, into parts. */
public final class Chunks {
    private Chunks() {}

    /**
     * Parts of a collection, in its order.
     *
     * @param max elements of a part, at least 1; only the last part has fewer
     * @return none if there is nothing
     */
    public static <T> List<List<T>> of(Collection<T> all, int max) {
        List<T> list = List.copyOf(all);
        return IntStream.iterate(0, from -> from < list.size(), from -> from + max)
                .mapToObj(from -> list.subList(from, Math.min(from + max, list.size())))
                .toList();
    }
}
