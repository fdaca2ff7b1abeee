package dev.tidings.offlinepush;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a provider is left alone on this node: for as long as it asked, or after it failed for a time that doubles with each
 * failure in a row.
 */
final class Rest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration MAX = Duration.ofMinutes(1);
    private static final int DOUBLINGS_MAX = 6;

    private final Clock clock;
    private Instant until = Instant.MIN;
    private int failures;

    Rest(Clock clock) {
        this.clock = clock;
    }

    /** How long it is to be left alone from now on, zero if it may be asked. */
    synchronized Duration left() {
        Instant now = clock.instant();
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    synchronized void served() {
        failures = 0;
    }

    synchronized void failed() {
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        failures++;
        leaveAlone(pause.compareTo(MAX) < 0 ? pause : MAX);
    }

    synchronized void leaveAlone(Duration pause) {
        Instant end = clock.instant().plus(pause);
        until = end.isAfter(until) ? end : until;
    }
}
