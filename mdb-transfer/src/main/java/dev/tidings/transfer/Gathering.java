package dev.tidings.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Group commit on the way down. Callers hand in an item each and wait until it is done; what arrives while a group is under
 * way gathers, and is done together by the caller who came first of them. An item that finds nothing under way is done at
 * once and alone, so there is no wait at low load, and at high load a round trip to a store serves everyone. What is in between,
 * a burst after a burst, is for the {@link Rhythm}.
 *
 * @param <T> what is handed in
 */
final class Gathering<T> {
    private final class Ticket {
        private final T item;
        private final Condition turn = lock.newCondition();
        private boolean done;
        private @Nullable RuntimeException failure;

        Ticket(T item) {
            this.item = item;
        }
    }

    /** A group that began within so long was a moment ago. */
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Ticket> waiting = new ArrayDeque<>();
    private final int groupsAtOnce;
    private final int groupMax;
    private final long paceNanos;
    private final long lingerNanos;
    private final Consumer<List<T>> work;
    private int underWay;
    private long lastStart;

    /**
     * @param groupMax items of one group at most
     * @param work does a group, in the order of arrival; what it throws, each caller of the group gets
     */
    Gathering(Rhythm rhythm, int groupMax, Consumer<List<T>> work) {
        this.paceNanos = rhythm.pace().toNanos();
        this.lingerNanos = rhythm.linger().toNanos();
        this.lastStart = System.nanoTime() - Math.max(paceNanos, MOMENT_NANOS);
        this.groupsAtOnce = rhythm.groupsAtOnce();
        this.groupMax = groupMax;
        this.work = work;
    }

    /**
     * Returns when the item is done.
     *
     * @throws RuntimeException what {@code work} threw for the group that the item was in
     * @throws IllegalStateException if the thread was interrupted before anybody was at work on the item; it is not done then
     */
    void add(T item) {
        Ticket ticket = new Ticket(item);
        lock.lock();
        try {
            waiting.add(ticket);
            while (!ticket.done) {
                awaitTurn(ticket);
                if (!ticket.done) {
                    lead();
                }
            }
            if (ticket.failure != null) {
                throw ticket.failure;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the ticket is done, by somebody else, or it is its turn to lead. */
    private void awaitTurn(Ticket ticket) {
        boolean interrupted = false;
        while (!ticket.done && !(waiting.peek() == ticket && underWay < groupsAtOnce)) {
            try {
                ticket.turn.await();
            } catch (InterruptedException e) {
                interrupted = true;
                if (waiting.remove(ticket)) {
                    callNext();
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while others were at work", e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what has gathered, the caller's own item first. */
    private void lead() {
        underWay++;
        letOthersCome();
        List<Ticket> group = new ArrayList<>();
        while (group.size() < groupMax && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        callNext();
        RuntimeException failure = null;
        lock.unlock();
        try {
            work.accept(group.stream().map(it -> it.item).toList());
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            // The others' items are not done either: to return would be to acknowledge them.
            failure = new IllegalStateException("the group was not finished", e);
            throw e;
        } finally {
            lock.lock();
            underWay--;
            for (Ticket each : group) {
                each.failure = failure;
                each.done = true;
                each.turn.signal();
            }
            callNext();
        }
    }

    /** Lets more gather, if the group before started a moment ago. */
    private void letOthersCome() {
        long sinceLast = System.nanoTime() - lastStart;
        long wait = Math.max(paceNanos - sinceLast, sinceLast < MOMENT_NANOS ? lingerNanos : 0);
        if (wait > 0) {
            lock.unlock();
            try {
                LockSupport.parkNanos(wait);
            } finally {
                lock.lock();
            }
        }
        lastStart = System.nanoTime();
    }

    private void callNext() {
        Ticket next = waiting.peek();
        if (next != null && underWay < groupsAtOnce) {
            next.turn.signal();
        }
    }
}
