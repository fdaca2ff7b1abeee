package dev.tidings.faults;

import dev.tidings.client.LostException;
import dev.tidings.client.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long senders waited: for any ack, for the end of one attempt, and how often in vain. */
final class Waits {
    private long lastAck = System.nanoTime();
    private long silence;
    private long attempt;
    private int unanswered;

    /**
     * The longest of a time.
     *
     * @param silence without an ack for anybody
     * @param attempt from the beginning of one attempt to its end: an ack, an error, the end of the connection or of patience
     * @param unanswered attempts on a connection that stood, which neither an ack nor an error answered within the SDKs' ten
     *     seconds
     */
    record Longest(Duration silence, Duration attempt, int unanswered) {
        Longest and(Longest other) {
            return new Longest(
                    silence.compareTo(other.silence) > 0 ? silence : other.silence,
                    attempt.compareTo(other.attempt) > 0 ? attempt : other.attempt,
                    unanswered + other.unanswered);
        }
    }

    synchronized void ended(long began, @Nullable Throwable failure) {
        long now = System.nanoTime();
        attempt = Math.max(attempt, now - began);
        if (failure == null) {
            silence = Math.max(silence, now - lastAck);
            lastAck = now;
        } else if (isTimeOut(failure)) {
            unanswered++;
        }
    }

    private static boolean isTimeOut(Throwable failure) {
        Throwable cause = Outcome.cause(failure);
        return Outcome.of(cause) == Outcome.UNKNOWN
                && cause instanceof LostException
                && "no answer in time".equals(cause.getMessage());
    }

    /** The longest since the last call of this. */
    synchronized Longest take() {
        long now = System.nanoTime();
        Longest longest =
                new Longest(Duration.ofNanos(Math.max(silence, now - lastAck)), Duration.ofNanos(attempt), unanswered);
        silence = 0;
        attempt = 0;
        unanswered = 0;
        return longest;
    }
}
