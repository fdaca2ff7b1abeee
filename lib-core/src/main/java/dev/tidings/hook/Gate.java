package dev.tidings.hook;

import dev.failsafe.Bulkhead;
import dev.failsafe.BulkheadFullException;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.tidings.hook.HookFailure.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What every question of one hook has to pass: so many may be under way, so many more may wait, none for longer than its
 * timeout, and when most of them fail nobody asks for a while.
 */
final class Gate {
    private static final System.Logger LOG = System.getLogger(Gate.class.getName());
    /** Half of what was asked in this time... */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private static final int FAILURE_PERCENT = 50;
    /** ... and at least so many, so that one mishap in a quiet hour is none. */
    private static final int CALLS_MIN = 10;
    /** How long nobody asks. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** A call with less than this left would only be broken off. */
    private static final Duration LEFT_MIN = Duration.ofMillis(1);

    private static final int SUCCESSES_TO_CLOSE = 3;

    private final Duration timeout;
    private final int placesMax;
    private final AtomicInteger places = new AtomicInteger();
    private final FailsafeExecutor<Object> failsafe;

    Gate(Hook hook, Duration timeout, int concurrencyMax, int waitingMax, Executor executor) {
        this.timeout = timeout;
        this.placesMax = concurrencyMax + waitingMax;
        CircuitBreaker<Object> breaker = CircuitBreaker.builder()
                // What was not even called says nothing about the business server.
                .handleIf(failure -> !(failure instanceof BulkheadFullException)
                        && !(failure instanceof HookFailure known && known.reason() == Reason.OVERLOAD))
                .withFailureRateThreshold(FAILURE_PERCENT, CALLS_MIN, WINDOW)
                .withDelay(PAUSE)
                .withSuccessThreshold(SUCCESSES_TO_CLOSE)
                .onOpen(event -> LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "IM-3102 " + hook.hookName() + " fails so often that it is not asked for " + PAUSE))
                .onClose(event -> LOG.log(
                        System.Logger.Level.INFO, () -> "IM-3102 " + hook.hookName() + " answers and is asked again"))
                .build();
        Bulkhead<Object> bulkhead =
                Bulkhead.builder(concurrencyMax).withMaxWaitTime(timeout).build();
        this.failsafe = Failsafe.with(breaker, bulkhead).with(executor);
    }

    /**
     * Makes a call when its turn comes.
     *
     * @param call is given the time that is left for it
     * @return fails with {@link HookFailure} alone
     */
    <T> CompletionStage<T> pass(Function<Duration, CompletionStage<T>> call) {
        if (places.incrementAndGet() > placesMax) {
            places.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new HookFailure(Reason.OVERLOAD, placesMax + " calls are under way or wait"));
        }
        long until = System.nanoTime() + timeout.toNanos();
        CompletableFuture<T> result = failsafe.getStageAsync(() -> call.apply(left(until)));
        return result.whenComplete((done, failure) -> places.decrementAndGet())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(asHookFailure(failure)));
    }

    private Duration left(long until) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        if (left.compareTo(LEFT_MIN) < 0) {
            throw new HookFailure(
                    Reason.OVERLOAD, "its turn came only when its " + timeout.toMillis() + " ms were over");
        }
        return left;
    }

    private static HookFailure asHookFailure(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof HookFailure known) {
            return known;
        }
        if (cause instanceof CircuitBreakerOpenException) {
            return new HookFailure(Reason.CIRCUIT_OPEN, "most calls failed, so none is made for a while");
        }
        if (cause instanceof BulkheadFullException) {
            return new HookFailure(Reason.OVERLOAD, "no turn came in time");
        }
        return new HookFailure(Reason.CONNECT, String.valueOf(cause), cause);
    }
}
