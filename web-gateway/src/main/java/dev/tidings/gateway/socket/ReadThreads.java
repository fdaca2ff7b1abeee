package dev.tidings.gateway.socket;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read from the stores for clients. Not the container's, which read everybody's frames: a store that is slow
 * holds up who reads from it, and nobody's sends, which need none.
 */
@ApplicationScoped
@Typed(ReadThreads.class)
class ReadThreads {
    private static final int THREADS = 32;

    private final @Nullable ExecutorService pool;

    @Inject
    ReadThreads(ThreadFactory threads) {
        // A client has one place at most, so the sockets bound what waits.
        ThreadPoolExecutor started =
                new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = threads.newThread(task);
                    thread.setName("im-read");
                    return thread;
                });
        // Here and now, on a thread of the container, whose context they take over.
        started.prestartAllCoreThreads();
        pool = started;
    }

    /** For the container's proxy. */
    protected ReadThreads() {
        pool = null;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if this node is shutting down */
    void execute(Runnable reads) {
        if (pool != null) {
            pool.execute(reads);
        }
    }

    @PreDestroy
    void stop() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
