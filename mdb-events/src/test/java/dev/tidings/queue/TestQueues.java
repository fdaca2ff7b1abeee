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

    /** Where what cannot be processed goes. */
    public static DeadLetters deadLetters(ConnectionFactory connections) {
        return new JmsQueues(connections, LANES);
    }

    /** Where a message is put to be transferred once more. */
    public static TransferQueue transfer(ConnectionFactory connections) {
        return new JmsQueues(connections, LANES);
    }

    public static Backlog backlog(ConnectionFactory connections) {
        return new JmsBacklog(connections);
    }

    public static Nudges nudges(ConnectionFactory connections) {
        return new JmsNudges(connections);
    }
}
