package dev.tidings.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Sends pushes one by one but side by side, for providers that take one at a time. Once one has failed the rest of the call is
 * not tried: a provider that hangs costs a call two timeouts at most and not one for each push.
 */
final class EachAlone {
    private static final Outcome NOT_TRIED = Outcome.failed("not tried, another one had just failed");

    private final Semaphore underWay;
    private final Duration timeout;

    /**
     * @param atOnce how many are under way at once on this node, over all calls
     * @param timeout what {@code send} itself keeps to
     */
    EachAlone(int atOnce, Duration timeout) {
        this.underWay = new Semaphore(atOnce);
        this.timeout = timeout;
    }

    /** @param send completes with an outcome, or exceptionally if the provider could not be spoken to */
    List<Outcome> send(List<DevicePush> pushes, Function<DevicePush, CompletionStage<Outcome>> send) {
        AtomicBoolean down = new AtomicBoolean();
        List<CompletableFuture<Outcome>> answers = new ArrayList<>(pushes.size());
        for (DevicePush push : pushes) {
            answers.add(one(push, send, down));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Outcome> one(
            DevicePush push, Function<DevicePush, CompletionStage<Outcome>> send, AtomicBoolean down) {
        if (down.get() || !acquire() || down.get()) {
            return CompletableFuture.completedFuture(NOT_TRIED);
        }
        CompletableFuture<Outcome> answer;
        try {
            answer = send.apply(push).toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(EachAlone::failed)
                .whenComplete((outcome, failure) -> {
                    if (outcome != null && stops(outcome.kind())) {
                        down.set(true);
                    }
                    underWay.release();
                });
    }

    private static boolean stops(Outcome.Kind kind) {
        return switch (kind) {
            case FAILED, LIMITED -> true;
            case SENT, INVALID_TOKEN, REFUSED, DEVICE_BUSY -> false;
        };
    }

    /** Whoever waits here waits for answers, each of which comes or times out. */
    private boolean acquire() {
        try {
            return underWay.tryAcquire(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What could not be spoken to, without the addresses and contents that messages of exceptions may have. */
    static Outcome failed(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Outcome.failed(
                cause instanceof RefusedAnswer refused
                        ? String.valueOf(refused.getMessage())
                        : "no answer: " + cause.getClass().getSimpleName());
    }
}
