package dev.tidings.user;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many users registered.
 *
 * @param total of all time
 * @param before before the period
 * @param perDay in the period, by day in UTC; a day without one is not there
 */
public record Registrations(long total, long before, SortedMap<LocalDate, Long> perDay) {
    public Registrations {
        perDay = Collections.unmodifiableSortedMap(new TreeMap<>((Map<LocalDate, Long>) perDay));
    }
}
