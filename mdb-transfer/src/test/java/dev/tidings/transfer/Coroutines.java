package dev.tidings.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Code that stops where it says so and goes on when it is told to. Each has a thread of its own, but only one of them, or
 * whoever resumes them, runs at any time.
 */
final class Coroutines implements AutoCloseable {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "simulated");
        thread.setDaemon(true);
        return thread;
    });

    private final List<Coroutine> paused = new ArrayList<>();
    private @Nullable Coroutine current;
    private boolean closing;

    /** Ends a coroutine that nobody will resume again. */
    private static final class Ended extends Error {
        Ended() {
            super("ended", null, false, false);
        }
    }

    private static final class Coroutine {
        private final Runnable code;
        private volatile @Nullable Thread runner;
        private volatile @Nullable Thread resumer;
        private volatile boolean running;
        private boolean started;
        private boolean done;
        private @Nullable Throwable failure;

        Coroutine(Runnable code) {
            this.code = code;
        }
    }

    /** Adds one that waits for its first turn. */
    void start(Runnable code) {
        paused.add(new Coroutine(code));
    }

    boolean isEmpty() {
        return paused.isEmpty();
    }

    int size() {
        return paused.size();
    }

    boolean isInside() {
        return current != null;
    }

    /** Lets one of them go on for a few steps. */
    void resume(Random random) {
        if (paused.isEmpty()) {
            return;
        }
        Coroutine chosen = paused.get(random.nextInt(paused.size()));
        turns = 1 + random.nextInt(6);
        resume(chosen);
    }

    private int turns;

    private void resume(Coroutine chosen) {
        current = chosen;
        chosen.resumer = Thread.currentThread();
        chosen.running = true;
        if (chosen.started) {
            LockSupport.unpark(chosen.runner);
        } else {
            chosen.started = true;
            THREADS.execute(() -> run(chosen));
        }
        while (chosen.running) {
            LockSupport.park(chosen);
        }
        current = null;
        if (chosen.done) {
            paused.remove(chosen);
            Throwable failure = chosen.failure;
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error && !(failure instanceof Ended)) {
                throw error;
            }
        }
    }

    private static void run(Coroutine self) {
        self.runner = Thread.currentThread();
        try {
            self.code.run();
        } catch (RuntimeException | Error e) {
            self.failure = e;
        }
        self.done = true;
        Thread resumer = self.resumer;
        self.running = false;
        LockSupport.unpark(resumer);
    }

    /** Called by a coroutine where others may come in; anyone else's call returns at once. */
    void pause() {
        Coroutine self = current;
        if (self == null || self.runner != Thread.currentThread()) {
            return;
        }
        if (!closing && --turns > 0) {
            return;
        }
        Thread resumer = self.resumer;
        self.running = false;
        LockSupport.unpark(resumer);
        while (!self.running) {
            LockSupport.park(self);
        }
        if (closing) {
            throw new Ended();
        }
    }

    @Override
    public void close() {
        closing = true;
        while (!paused.isEmpty()) {
            Coroutine left = paused.get(0);
            if (left.started) {
                resume(left);
            } else {
                paused.remove(left);
            }
        }
    }
}
