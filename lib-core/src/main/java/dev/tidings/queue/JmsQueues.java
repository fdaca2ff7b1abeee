package dev.tidings.queue;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.push.Delivery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The queues that are written to when something went wrong, so one message at a time. */
@ApplicationScoped
class JmsQueues implements PushQueue, PushRetries, DeadLetters, TransferQueue {
    private static final String PUSH = "im.push";
    private static final String ATTEMPT = "im_attempt";
    private static final String DEAD = "im.dead";

    private final ConnectionFactory connections;
    private final int lanes;

    @Inject
    JmsQueues(ConnectionFactory connections, @ConfigProperty(name = "im.queue.lanes") int lanes) {
        this.connections = connections;
        this.lanes = lanes;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsQueues() {
        this(null, 1);
    }

    @Override
    public void put(List<Delivery> deliveries) {
        putAgain(deliveries, 0, Duration.ZERO);
    }

    @Override
    public void putAgain(List<Delivery> deliveries, int attempt, Duration delay) {
        Map<Integer, List<Delivery>> byLane = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            byLane.computeIfAbsent(delivery.message().conversation().lane(lanes), lane -> new ArrayList<>())
                    .add(delivery);
        }
        byLane.forEach((lane, batch) -> send(
                PUSH,
                BatchCodec.encodeDeliveries(batch),
                Map.of("JMSXGroupID", Integer.toString(lane), ATTEMPT, Integer.toString(attempt)),
                delay));
    }

    @Override
    public void put(String queue, byte[] batch, String reason) {
        send(DEAD, batch, Map.of("im_queue", queue, "im_reason", reason), Duration.ZERO);
    }

    @Override
    public void transferAgain(Message message) {
        send(
                Backlog.Consumer.TRANSFER.queue(),
                BatchCodec.encode(List.of(message)),
                Map.of("JMSXGroupID", Integer.toString(message.conversation().lane(lanes))),
                Duration.ZERO);
    }

    private void send(String queue, byte[] bytes, Map<String, String> properties, Duration delay) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            BytesMessage message = session.createBytesMessage();
            for (Map.Entry<String, String> property : properties.entrySet()) {
                message.setStringProperty(property.getKey(), property.getValue());
            }
            message.writeBytes(bytes);
            producer.setDeliveryDelay(delay.toMillis());
            producer.send(message);
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue " + queue + " does not answer", e);
        }
    }
}
