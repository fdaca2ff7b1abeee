package dev.tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long a device waits before it connects again.
 *
 * @param steps the waits after the first, second … failed attempt, over and over
 * @param jitter the part of each wait that is random, 0 to 1: so that all clients of a node that died do not come back
 *     at once
 */
public record Backoff(List<Duration> steps, double jitter) {
    /** As the SDKs, and with the jitter that they lack. */
    public static final Backoff SDK = new Backoff(
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(16)),
            0.5);

    /** For tests that have no time. */
    public static final Backoff FAST =
            new Backoff(List.of(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250)), 0.5);

    public Backoff {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("no steps, or a jitter that is not from 0 to 1");
        }
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures attempts that failed in a row; 0 after a connection that stood
     */
    Duration before(int failures, RandomGenerator random) {
        if (failures == 0) {
            // At once, as the SDKs, but spread: everyone else on the node lost the connection, too.
            return scaled(steps.get(0), jitter * random.nextDouble());
        }
        Duration step = steps.get((failures - 1) % steps.size());
        return scaled(step, 1 - jitter * random.nextDouble());
    }

    private static Duration scaled(Duration step, double factor) {
        return Duration.ofNanos((long) (step.toNanos() * factor));
    }
}
