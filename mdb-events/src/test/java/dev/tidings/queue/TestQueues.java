package dev.tidings.queue;

import dev.tidings.message.Message;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The queues without a container. */
public final class TestQueues {
    public static final int TRANSFER_LANES = 3;
    public static final int LANES = 8;
    /** Nothing is dealt out to the first consumer of a queue with lanes for a second: who waits for less sees none of it. */
    public static final long FIRST_MS = 3_000;

    private static final long NEXT_MS = 300;

    private TestQueues() {}

    public static AcceptedQueue accepted(ConnectionFactory connections, EventInterest interest) {
        JmsAcceptedQueue queue = new JmsAcceptedQueue(
                connections,
                TRANSFER_LANES,
                LANES,
                interest,
                Duration.ZERO,
                new TransferDelay(Clock.systemUTC()),
                Thread::new);
        queue.start();
        return queue;
    }

    /** Where what cannot be processed goes. */
    public static DeadLetters deadLetters(ConnectionFactory connections) {
        return new JmsQueues(connections, TRANSFER_LANES, LANES);
    }

    /** Where a message is put to be transferred once more. */
    public static TransferQueue transfer(ConnectionFactory connections) {
        return new JmsQueues(connections, TRANSFER_LANES, LANES);
    }

    public static Backlog backlog(ConnectionFactory connections) {
        return new JmsBacklog(connections);
    }

    /** What is on a queue, oldest first, and takes it away. */
    static List<BytesMessage> take(ConnectionFactory connections, String queue) throws JMSException {
        List<BytesMessage> all = new ArrayList<>();
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            for (BytesMessage next = (BytesMessage) consumer.receive(FIRST_MS);
                    next != null;
                    next = (BytesMessage) consumer.receive(NEXT_MS)) {
                all.add(next);
            }
        }
        return all;
    }

    static List<List<Message>> takeBatches(ConnectionFactory connections, String queue) throws JMSException {
        List<List<Message>> batches = new ArrayList<>();
        for (BytesMessage batch : take(connections, queue)) {
            batches.add(decoded(batch));
        }
        return batches;
    }

    static List<Message> decoded(BytesMessage batch) throws JMSException {
        byte[] bytes = new byte[(int) batch.getBodyLength()];
        batch.readBytes(bytes);
        return BatchCodec.decode(bytes);
    }
}
