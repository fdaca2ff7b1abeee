package dev.tidings.events;

import dev.tidings.queue.TestQueues;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The broker with its real configuration, for the tests of other packages. */
public final class TestBroker implements AutoCloseable {
    /** More than any queue of an accepted batch lets a message be delivered. */
    private static final int DELIVERIES = 1_001;

    private final BrokerProcess process;

    private TestBroker(BrokerProcess process) {
        this.process = process;
    }

    public static TestBroker start(Path folder) throws Exception {
        return new TestBroker(BrokerProcess.start(folder));
    }

    public ActiveMQConnectionFactory connections() {
        return BrokerProcess.connections(process.port());
    }

    /** Takes what is on a queue and gives it back until the broker has enough of it. */
    public void buryAll(String queue) throws JMSException {
        try (ActiveMQConnectionFactory connections = connections();
                Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            for (int deliveries = 0; consumer.receive(TestQueues.FIRST_MS) != null; deliveries++) {
                if (deliveries == DELIVERIES) {
                    throw new IllegalStateException(
                            queue + " lets messages be delivered more often than this test knows");
                }
                session.rollback();
            }
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
