package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What one client asks of the stores: one after the other, so that it never hears of an older state after a newer one. */
final class ReadLine {
    /** SDKs have some under way at once when they log in; more are refused. */
    static final int WAITING_MAX = 64;

    private final Queue<Runnable> waiting = new ArrayDeque<>(2);
    private boolean running;

    /**
     * Runs the read behind those before it, on a thread of the executor.
     *
     * @throws ImException {@code TOO_MANY_REQUESTS} if {@value #WAITING_MAX} wait, {@code UNAVAILABLE} if this node is
     *     shutting down
     */
    void join(Runnable read, Executor executor) {
        synchronized (waiting) {
            if (waiting.size() >= WAITING_MAX) {
                throw new ImException(
                        ErrorCode.TOO_MANY_REQUESTS, "more than " + WAITING_MAX + " reads wait for their answer");
            }
            waiting.add(read);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            start(executor);
        } catch (RejectedExecutionException e) {
            synchronized (waiting) {
                waiting.clear();
                running = false;
            }
            throw new ImException(ErrorCode.UNAVAILABLE, "this node is shutting down", e);
        }
    }

    private void start(Executor executor) {
        executor.execute(() -> runAll(executor));
    }

    private void runAll(Executor executor) {
        boolean ended = false;
        try {
            for (Runnable read = next(); read != null; read = next()) {
                read.run();
            }
            ended = true;
        } finally {
            if (!ended) {
                // Whoever threw has no answer; those behind it are to have theirs.
                start(executor);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable next = waiting.poll();
            running = next != null;
            return next;
        }
    }
}
