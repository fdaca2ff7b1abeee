package dev.tidings.queue;

import jakarta.jms.ConnectionFactory;

/** The queues without a container. */
public final class TestQueues {
    public static final int LANES = 8;

    private TestQueues() {}

    public static AcceptedQueue accepted(ConnectionFactory connections, EventInterest interest) {
        JmsAcceptedQueue queue = new JmsAcceptedQueue(connections, LANES, interest, Thread::new);
        queue.start();
        return queue;
    }

    public static Nudges nudges(ConnectionFactory connections) {
        return new JmsNudges(connections);
    }
}
