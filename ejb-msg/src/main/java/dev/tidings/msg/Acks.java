package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Waits for what the queue says. */
public final class Acks {
    /** Clients give up after 10 s. */
    private static final int SECONDS_MAX = 9;

    private Acks() {}

    /** @throws ImException as the stage completed, or {@code UNAVAILABLE} if it did not in time */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return await(stage, Duration.ofSeconds(SECONDS_MAX));
    }

    /**
     * The same without a thread that waits.
     *
     * @return completes as the stage did, or with {@code UNAVAILABLE} if it did not in time; on a thread of the executor, so that
     *     whoever commits goes on committing
     */
    public static <T> CompletionStage<T> inTime(CompletionStage<T> stage, Executor executor) {
        return stage.thenApply(Function.<T>identity())
                .toCompletableFuture()
                .orTimeout(SECONDS_MAX, TimeUnit.SECONDS)
                // Does nothing but to go on there.
                .whenCompleteAsync((done, failure) -> {}, executor)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure.getCause() instanceof TimeoutException ? late(failure) : failure));
    }

    private static ImException late(Throwable timeout) {
        return new ImException(
                ErrorCode.UNAVAILABLE,
                "the queue did not answer; repeat it, a message with the same clientMsgID",
                timeout);
    }

    /** The same, waiting no longer than that. */
    static <T extends @Nullable Object> T await(CompletionStage<T> stage, Duration atMost) {
        try {
            return stage.toCompletableFuture().get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("a send failed", e.getCause());
        } catch (TimeoutException e) {
            throw late(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImException(
                    ErrorCode.UNAVAILABLE,
                    "this node is going away; repeat it, a message with the same clientMsgID",
                    e);
        }
    }
}
