package dev.tidings.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long batches of accepted messages wait, at the moment, until a consumer of this node gets them. It is small while delivering
 * keeps up with accepting, and grows when it does not.
 *
 * <p>It is the difference of two clocks if another node accepted the batch. One that is behind makes waits look longer than they are.
 */
@ApplicationScoped
public class TransferDelay {
    /** Each batch counts for so much of the mean; a busy node gets some hundreds in a second. */
    private static final int SHARE = 8;
    /** Without a batch for so long, nothing is known. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** After a longer rest a message hardly gets cheaper, and acks only come later. */
    private static final Duration REST_ENOUGH = Duration.ofMillis(40);
    /** Who is seconds behind rests for longer all the same: it is not the acks that are waited for then. */
    private static final int REST_OF_LONG_DELAY = 20;

    private static final Duration REST_MAX = Duration.ofMillis(250);

    private final Clock clock;
    private final AtomicLong meanNanos = new AtomicLong();
    private volatile long cameAt = System.nanoTime();

    @Inject
    public TransferDelay(Clock clock) {
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected TransferDelay() {
        this(null);
    }

    /**
     * A batch came.
     *
     * @param putAt when it was put on the queue, ms since epoch; 0 if its producer did not say so, as nodes of older builds: that tells nothing
     */
    public void came(long putAt) {
        if (putAt == 0) {
            return;
        }
        long waited = TimeUnit.MILLISECONDS.toNanos(Math.max(0, clock.millis() - putAt));
        meanNanos.updateAndGet(mean -> mean + (waited - mean) / SHARE);
        cameAt = System.nanoTime();
    }

    /** The mean of the last batches; zero if none came for a second. */
    public Duration now() {
        return System.nanoTime() - cameAt > FRESH_NANOS ? Duration.ZERO : Duration.ofNanos(meanNanos.get());
    }

    /**
     * How long those who accept messages are to rest after a group of several: as long as batches wait. Groups get larger so, and a message
     * cheaper on its whole way, which leaves more of the processor to those who deliver.
     */
    public Duration rest() {
        Duration delay = now();
        return longer(shorter(delay, REST_ENOUGH), shorter(delay.dividedBy(REST_OF_LONG_DELAY), REST_MAX));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
