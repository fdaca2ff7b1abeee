package dev.tidings.database;

import java.util.List;

/**
 * A page of a longer list.
 *
 * @param total how many there are on all pages
 */
public record Page<T>(long total, List<T> items) {
    public Page {
        items = List.copyOf(items);
    }
}
