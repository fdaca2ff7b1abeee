package dev.tidings.deadletter;

import dev.tidings.queue.TestQueues;
import jakarta.jms.ConnectionFactory;

/** The dead letters on a real broker, without a container. */
public final class TestDeadLetters {
    private TestDeadLetters() {}

    public static DeadLetterBox box(ConnectionFactory connections) {
        return new JmsDeadLetterBox(connections, TestQueues.TRANSFER_LANES, TestQueues.LANES);
    }
}
