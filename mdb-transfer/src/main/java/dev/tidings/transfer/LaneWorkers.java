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
    /** One more than one, so that the processor has work while the stores have the other group. */
    private static final int TRANSFERS_AT_ONCE = 2;
    /** Nobody waits for the history: few and large transactions are cheapest. */
    private static final int RECORDINGS_AT_ONCE = 1;

    private static final Duration RECORDINGS_PACE = Duration.ofMillis(50);

    private final LaneWorker transfer;
    private final LaneWorker history;

    @Inject
    LaneWorkers(DeadLetters deadLetters, Transfer transfer, Recording recording) {
        this.transfer = new LaneWorker(
                deadLetters, TransferListener.QUEUE, Duration.ZERO, TRANSFERS_AT_ONCE, new LaneWorker.Task() {
                    @Override
                    public void run(List<Message> messages, boolean redelivered) {
                        transfer.transfer(messages, redelivered);
                    }

                    @Override
                    public void abandon(List<Message> messages) {
                        transfer.abandon(messages);
                    }
                });
        this.history = new LaneWorker(
                deadLetters, HistoryListener.QUEUE, RECORDINGS_PACE, RECORDINGS_AT_ONCE, new LaneWorker.Task() {
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
