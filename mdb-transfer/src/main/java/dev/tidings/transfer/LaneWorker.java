package dev.tidings.transfer;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.DeadLetters;
import dev.tidings.queue.UndecodableBatchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Works on one batch until it is done, one way or another: an unavailable store is waited for right here, because a batch
 * that went back to the queue would be overtaken by the next of its lane; a message that cannot be processed is found by
 * halving, goes to the dead letters, and holds nobody up.
 */
final class LaneWorker {
    private static final System.Logger LOG = System.getLogger(LaneWorker.class.getName());
    /** More than there are consumers on a node. */
    private static final int BATCHES_MAX = 128;
    /** What the stores take in one call. */
    private static final int MESSAGES_MAX = 1_000;

    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    /** What is done with a batch. */
    interface Task {
        /** Runs it; {@code redelivered} says whether an earlier run may have got anywhere. */
        void run(List<Message> batch, boolean redelivered);

        /** Gives up on messages that it could not process. */
        void abandon(List<Message> messages);
    }

    /** One batch as it came from the queue. */
    private record Batch(List<Message> messages, boolean redelivered) {}

    private final DeadLetters deadLetters;
    private final String queue;
    private final Task task;
    private final Duration firstPause;
    private final Gathering<Batch> gathering;

    /**
     * @param queue where the batches come from, for the dead letters
     * @param rhythm when groups of batches begin
     */
    LaneWorker(DeadLetters deadLetters, String queue, Rhythm rhythm, Task task) {
        this(deadLetters, queue, rhythm, task, PAUSE_MIN);
    }

    /** With another first wait for a store that is away, for tests that have no time. */
    LaneWorker(DeadLetters deadLetters, String queue, Rhythm rhythm, Task task, Duration firstPause) {
        this.deadLetters = deadLetters;
        this.queue = queue;
        this.task = task;
        this.firstPause = firstPause;
        this.gathering = new Gathering<>(rhythm, BATCHES_MAX, this::run);
    }

    /**
     * Returns when every message of the batch is done or with the dead letters. Batches of one lane come one after the
     * other; those of different lanes that come at the same time are done together.
     *
     * @throws IllegalStateException if the thread is interrupted while it waits: the queue redelivers then
     */
    void work(byte[] bytes, boolean redelivered) {
        List<Message> messages;
        try {
            messages = BatchCodec.decode(bytes);
        } catch (UndecodableBatchException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "IM-2102 a batch on " + queue + " cannot be read, it is a dead letter",
                    e);
            waiting(() -> deadLetters.put(queue, bytes, "undecodable: " + e.getCause()));
            return;
        }
        if (messages.isEmpty()) {
            // Nobody here puts one on the queue, and halving does not end with it.
            return;
        }
        gathering.add(new Batch(messages, redelivered));
    }

    private void run(List<Batch> group) {
        List<Message> messages = new ArrayList<>();
        boolean redelivered = false;
        for (Batch batch : group) {
            if (!messages.isEmpty() && messages.size() + batch.messages().size() > MESSAGES_MAX) {
                run(messages, redelivered);
                messages = new ArrayList<>();
                redelivered = false;
            }
            messages.addAll(batch.messages());
            redelivered |= batch.redelivered();
        }
        run(messages, redelivered);
    }

    private void run(List<Message> messages, boolean redelivered) {
        List<Attempt> attempts = new ArrayList<>(List.of(new Attempt(messages, redelivered)));
        while (!attempts.isEmpty()) {
            Attempt attempt = attempts.remove(0);
            try {
                waiting(new Runnable() {
                    private boolean again = attempt.redelivered();

                    @Override
                    public void run() {
                        boolean before = again;
                        again = true;
                        task.run(attempt.batch(), before);
                    }
                });
            } catch (PoisonException poison) {
                if (attempt.batch().size() == 1) {
                    bury(attempt.batch(), poison);
                } else {
                    int half = attempt.batch().size() / 2;
                    attempts.add(0, new Attempt(attempt.batch().subList(0, half), true));
                    attempts.add(
                            1,
                            new Attempt(
                                    attempt.batch()
                                            .subList(half, attempt.batch().size()),
                                    true));
                }
            }
        }
    }

    private record Attempt(List<Message> batch, boolean redelivered) {}

    private void bury(List<Message> message, PoisonException poison) {
        LOG.log(
                System.Logger.Level.ERROR,
                "IM-2103 message " + message.get(0).id() + " cannot be processed, it is a dead letter",
                poison.getCause());
        waiting(() -> deadLetters.put(queue, BatchCodec.encode(message), String.valueOf(poison.getCause())));
        waiting(() -> task.abandon(message));
    }

    /** Anything but an unavailable store: trying the same again gives the same. */
    private static final class PoisonException extends RuntimeException {
        PoisonException(RuntimeException cause) {
            super(cause);
        }
    }

    private void waiting(Runnable step) {
        Duration pause = firstPause;
        while (true) {
            try {
                step.run();
                return;
            } catch (RuntimeException e) {
                if (!(e instanceof ImException im) || im.code() != ErrorCode.UNAVAILABLE) {
                    throw new PoisonException(e);
                }
                String failure = e.getMessage() + ", the batch waits " + pause.toMillis() + " ms";
                LOG.log(System.Logger.Level.WARNING, "IM-2101 " + failure, e);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a store was away", e);
        }
    }
}
