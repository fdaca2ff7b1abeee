package dev.tidings.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that works in groups: what is handed in while a group is under way is the next group, in the order in which it came.
 * Whoever hands something in does not wait. Something that comes alone is worked on at once.
 *
 * <p>After a group of several the thread rests as long as the group took, or as long as it is told to, whichever is longer. So groups
 * grow as the machine gets slower, and the thread takes at most half of the time for what comes in, which leaves the rest of it for
 * what came in before. And groups keep a pace, so that they are of several where one would end before the next thing comes.
 *
 * @param <T> what is handed in
 */
public final class GroupThread<T> {
    /** A group that took longer waited for something that rest does not help. */
    private static final long REST_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final BlockingQueue<T> waiting;
    private final int groupMax;
    private final Consumer<List<T>> work;
    private final Consumer<List<T>> end;
    private final long paceNanos;
    private final Supplier<Duration> leastRest;
    private volatile boolean ended;
    private @Nullable Thread thread;

    /**
     * @param waitingMax how much may wait
     * @param groupMax how much is in one group at most
     * @param work works on a group; the list is the thread's own again afterwards. An exception would end the thread
     * @param end is called when the thread has ended, with what was not worked on, and again for what is handed in later
     * @param pace the least time from one group's start to the next's; zero for none
     * @param leastRest how long it rests at least after a group of several
     */
    public GroupThread(
            int waitingMax,
            int groupMax,
            Consumer<List<T>> work,
            Consumer<List<T>> end,
            Duration pace,
            Supplier<Duration> leastRest) {
        this.waiting = new ArrayBlockingQueue<>(waitingMax);
        this.groupMax = groupMax;
        this.work = work;
        this.end = end;
        this.paceNanos = pace.toNanos();
        this.leastRest = leastRest;
    }

    public void start(ThreadFactory threads, String name) {
        thread = ThreadPools.named(threads, name).newThread(this::workForEver);
        thread.start();
    }

    /** Hands something in; returns false, and does nothing, if too much waits. */
    public boolean offer(T item) {
        boolean taken = waiting.offer(item);
        if (ended) {
            end.accept(takeWaiting());
        }
        return taken;
    }

    /** Takes away what waits, in its order: it is the caller's now. */
    public List<T> takeWaiting() {
        List<T> left = new ArrayList<>();
        waiting.drainTo(left);
        return left;
    }

    public void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private long restAfterSeveral(long took) {
        return Math.max(Math.min(took, REST_MAX_NANOS), leastRest.get().toNanos());
    }

    private void workForEver() {
        List<T> group = new ArrayList<>();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                group.clear();
                group.add(waiting.take());
                waiting.drainTo(group, groupMax - 1);
                long began = System.nanoTime();
                work.accept(group);
                long took = System.nanoTime() - began;
                LockSupport.parkNanos(Math.max(paceNanos - took, group.size() > 1 ? restAfterSeveral(took) : 0));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            end.accept(takeWaiting());
        }
    }
}
