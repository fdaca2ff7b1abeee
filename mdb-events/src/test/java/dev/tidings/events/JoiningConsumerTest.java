package dev.tidings.events;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A consumer joins while another one is at work, on the real broker with its real configuration. */
class JoiningConsumerTest {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long SOON_MILLIS = 1_500;

    @TempDir
    Path folder;

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private BrokerProcess broker;
    private ActiveMQConnectionFactory connections;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        broker = BrokerProcess.start(folder);
        connections = BrokerProcess.connections(broker.port());
        connection = connections.createConnection();
        connection.start();
    }

    @AfterEach
    void disconnect() {
        connections.close();
        broker.close();
    }

    @Test
    void aLaneThatWaitedForAConsumerThatJoinedGoesOnWhenNothingIsInHand() throws Exception {
        consume("im.transfer");
        send("im.transfer", "1");
        Message underWay = Objects.requireNonNull(received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .message();
        consume("im.transfer");
        send("im.transfer", "2");
        assertThat(next(SOON_MILLIS)).as("while the first is under way").isNull();
        underWay.acknowledge();

        assertThat(next(PATIENCE_MILLIS)).isEqualTo("2");
    }

    @Test
    void theHistoryWaitsForNobody() throws Exception {
        consume("im.history");
        send("im.history", "1");
        Objects.requireNonNull(received.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        consume("im.history");
        send("im.history", "2");

        assertThat(next(PATIENCE_MILLIS)).isEqualTo("2");
    }

    private void consume(String queue) throws JMSException {
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        session.createConsumer(session.createQueue(queue))
                .setMessageListener(message -> received.add(Received.of(message)));
    }

    /** Puts a message on a queue, of the one lane if that queue has lanes. */
    private void send(String queue, String text) throws JMSException {
        try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            if (queue.equals("im.transfer")) {
                message.setStringProperty("JMSXGroupID", "0");
            }
            message.writeUTF(text);
            producer.send(message);
        }
    }

    /** The text of the next message that anybody gets. */
    private @Nullable String next(long millis) throws InterruptedException {
        @Nullable Received next = received.poll(millis, TimeUnit.MILLISECONDS);
        return next == null ? null : next.text();
    }

    /** A message and what it says, read by the thread that it was given to. */
    private record Received(Message message, String text) {
        static Received of(Message message) {
            try {
                BytesMessage bytes = (BytesMessage) message;
                return new Received(message, bytes.readUTF());
            } catch (JMSException e) {
                throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
            }
        }
    }
}
