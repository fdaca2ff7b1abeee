package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the queue says. */
final class Acks {
    /** Clients give up after 10 s. */
    private static final int SECONDS_MAX = 9;

    private Acks() {}

    /** @throws ImException as the stage completed, or {@code UNAVAILABLE} if it did not in time */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ImException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("a send failed", e.getCause());
        } catch (TimeoutException e) {
            throw new ImException(
                    ErrorCode.UNAVAILABLE, "the queue did not answer; repeat it with the same clientMsgID", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImException(
                    ErrorCode.UNAVAILABLE, "this node is going away; repeat it with the same clientMsgID", e);
        }
    }
}
