package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends replies when what they say is safe. Handing data to the operating system takes microseconds and is done on
 * the spot; waiting for a disk takes milliseconds, so a thread does that, once for all who came in the meantime.
 */
final class Acknowledger implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final Storage storage;
    private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "standin-acknowledger");
    private volatile boolean closing;

    Acknowledger(Storage storage) {
        this.storage = storage;
        thread.setDaemon(true);
        if (storage.isFsync()) {
            thread.start();
        }
    }

    /** Runs {@code reply} once everything changed so far is safe, or {@code refusal} if that failed. */
    void whenCommitted(Runnable reply, Consumer<Document> refusal) {
        if (storage.isFsync()) {
            waiting.add(new Waiting(reply, refusal));
            return;
        }
        try {
            storage.commit();
        } catch (RuntimeException e) {
            refusal.accept(refused(e));
            return;
        }
        reply.run();
    }

    private static Document refused(RuntimeException e) {
        return WriteErrors.reply(new MongoServerException("The write is not safe: " + e.getMessage(), e));
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        while (!closing) {
            Waiting first = next();
            if (first == null) {
                continue;
            }
            batch.add(first);
            waiting.drainTo(batch);
            try {
                storage.commit();
                batch.forEach(waiter -> waiter.reply.run());
            } catch (RuntimeException e) {
                batch.forEach(waiter -> waiter.refusal.accept(refused(e)));
            }
            batch.clear();
        }
    }

    private @Nullable Waiting next() {
        try {
            return waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread: that would close the journal", e);
        }
    }

    @Override
    public void close() {
        closing = true;
    }

    private record Waiting(Runnable reply, Consumer<Document> refusal) {}
}
