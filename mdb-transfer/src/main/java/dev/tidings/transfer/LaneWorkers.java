package dev.tidings.transfer;

import dev.tidings.message.Message;
import dev.tidings.queue.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** The node's one worker for each queue: all consumers of a queue hand it their batches. */
@ApplicationScoped
class LaneWorkers {
    /**
     * Two at once, so that the processor has work while the stores have the other group. The batches of one commit come within about
     * a millisecond.
     */
    private static final Rhythm TRANSFERS = new Rhythm(Duration.ZERO, Duration.ofMillis(1), 2);
    /** Nobody waits for the history: few and large transactions are cheapest. */
    private static final Rhythm RECORDINGS = new Rhythm(Duration.ofMillis(50), Duration.ZERO, 1);

    private final LaneWorker transfer;
    private final LaneWorker history;

    @Inject
    LaneWorkers(DeadLetters deadLetters, Transfer transfer, Recording recording) {
        this.transfer = new LaneWorker(deadLetters, TransferListener.QUEUE, TRANSFERS, new LaneWorker.Task() {
            @Override
            public void run(List<Message> messages, boolean redelivered) {
                transfer.transfer(messages, redelivered);
            }

            @Override
            public void abandon(List<Message> messages) {
                transfer.abandon(messages);
            }
        });
        this.history = new LaneWorker(deadLetters, HistoryListener.QUEUE, RECORDINGS, new LaneWorker.Task() {
            @Override
            public void run(List<Message> messages, boolean redelivered) {
                recording.record(messages);
            }

            @Override
            public void abandon(List<Message> messages) {
                // Nothing was kept for them: a row is there or it is not.
            }
        });
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected LaneWorkers() {
        this.transfer = null;
        this.history = null;
    }

    LaneWorker transfer() {
        return transfer;
    }

    LaneWorker history() {
        return history;
    }
}
