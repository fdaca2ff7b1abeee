package dev.tidings.history;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was written in a period.
 *
 * @param messages how many
 * @param senders how many users wrote any
 * @param perDay messages by day in UTC; a day without one is not there
 * @param page some of the senders
 */
public record Activity(long messages, long senders, SortedMap<LocalDate, Long> perDay, List<Sender> page) {
    public Activity {
        perDay = Collections.unmodifiableSortedMap(new TreeMap<>((Map<LocalDate, Long>) perDay));
        page = List.copyOf(page);
    }

    /** A user and how many messages he wrote. */
    public record Sender(UserId user, long messages) {}

    static void checkPeriod(Instant start, Instant end) {
        if (end.isBefore(start) || Duration.between(start, end).toDays() > History.PERIOD_DAYS_MAX) {
            throw new ImException(
                    ErrorCode.ARGS, "start is before end, by at most " + History.PERIOD_DAYS_MAX + " days");
        }
    }
}
