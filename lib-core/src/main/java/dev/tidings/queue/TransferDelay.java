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
     * @param putAt when it was put on the queue, ms since epoch
     */
    public void came(long putAt) {
        long waited = TimeUnit.MILLISECONDS.toNanos(Math.max(0, clock.millis() - putAt));
        meanNanos.updateAndGet(mean -> mean + (waited - mean) / SHARE);
        cameAt = System.nanoTime();
    }

    /** The mean of the last batches; zero if none came for a second. */
    public Duration now() {
        return System.nanoTime() - cameAt > FRESH_NANOS ? Duration.ZERO : Duration.ofNanos(meanNanos.get());
    }
}
