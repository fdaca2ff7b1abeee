package dev.tidings.container;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Pools of the container's threads. */
public final class ThreadPools {
    private ThreadPools() {}

    /** The same threads with a name, by which thread dumps tell what they are for. */
    public static ThreadFactory named(ThreadFactory threads, String name) {
        return task -> {
            Thread thread = threads.newThread(task);
            thread.setName(name);
            return thread;
        };
    }

    /**
     * So many threads, for work that may wait. All are started here and now: on a thread of the container, whose context they
     * take over. The pool's queue has no end, so whoever hands in work bounds what waits.
     */
    public static ExecutorService started(ThreadFactory threads, String name, int count) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(threads, name));
        pool.prestartAllCoreThreads();
        return pool;
    }
}
