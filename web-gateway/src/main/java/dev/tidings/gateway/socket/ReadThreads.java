package dev.tidings.gateway.socket;

import dev.tidings.container.ThreadPools;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * The threads that read from the stores for clients. Not the container's, which read everybody's frames: a store that is slow
 * holds up who reads from it, and nobody's sends, which need none.
 */
@ApplicationScoped
@Typed(ReadThreads.class)
class ReadThreads implements Executor {
    private static final int THREADS = 32;

    private final ExecutorService pool;

    @Inject
    ReadThreads(ThreadFactory threads) {
        // A client has one place at most, so the sockets bound what waits.
        pool = ThreadPools.started(threads, "im-read", THREADS);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ReadThreads() {
        pool = null;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if this node is shutting down */
    @Override
    public void execute(Runnable reads) {
        pool.execute(reads);
    }

    @PreDestroy
    void stop() {
        pool.shutdownNow();
    }
}
