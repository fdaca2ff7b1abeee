package dev.tidings.deadletter;

import jakarta.jms.ConnectionFactory;

/** The dead letters on a real broker, without a container. */
public final class TestDeadLetters {
    private TestDeadLetters() {}

    public static DeadLetterBox box(ConnectionFactory connections, int lanes) {
        return new JmsDeadLetterBox(connections, lanes);
    }
}
