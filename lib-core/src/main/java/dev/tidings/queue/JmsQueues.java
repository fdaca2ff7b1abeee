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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The queues that are written to when something went wrong, so one message at a time. */
@ApplicationScoped
class JmsQueues implements PushQueue, PushRetries, DeadLetters, TransferQueue {
    private static final String PUSH = "im.push";
    private static final String ATTEMPT = "im_attempt";
    private static final String KEEPER = "im_keeper";
    private static final String GROUP = "JMSXGroupID";
    private static final String DEAD = "im.dead";

    private final ConnectionFactory connections;
    private final int transferLanes;
    private final int pushLanes;

    @Inject
    JmsQueues(
            ConnectionFactory connections,
            @ConfigProperty(name = "im.transfer.lanes") int transferLanes,
            @ConfigProperty(name = "im.queue.lanes") int pushLanes) {
        this.connections = connections;
        this.transferLanes = transferLanes;
        this.pushLanes = pushLanes;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsQueues() {
        this(null, 1, 1);
    }

    @Override
    public void put(List<Delivery> deliveries) {
        putAgain(deliveries, 0, Duration.ZERO);
    }

    @Override
    public void putAgain(List<Delivery> deliveries, int attempt, Duration delay) {
        putByLane(deliveries, Map.of(ATTEMPT, Integer.toString(attempt)), delay);
    }

    @Override
    public void keep(List<Delivery> deliveries, String keeper, Duration delay) {
        putByLane(deliveries, Map.of(KEEPER, keeper), delay);
    }

    private void putByLane(List<Delivery> deliveries, Map<String, String> properties, Duration delay) {
        Map<Integer, List<Delivery>> byLane = new TreeMap<>();
        for (Delivery delivery : deliveries) {
            byLane.computeIfAbsent(delivery.message().conversation().lane(pushLanes), lane -> new ArrayList<>())
                    .add(delivery);
        }
        List<Outgoing> batches = new ArrayList<>();
        byLane.forEach((lane, batch) -> {
            Map<String, String> all = new HashMap<>(properties);
            all.put(GROUP, Integer.toString(lane));
            batches.add(new Outgoing(BatchCodec.encodeDeliveries(batch), all));
        });
        send(PUSH, batches, delay);
    }

    @Override
    public void put(String queue, byte[] batch, String reason) {
        send(DEAD, List.of(new Outgoing(batch, Map.of("im_queue", queue, "im_reason", reason))), Duration.ZERO);
    }

    @Override
    public void transferAgain(Message message) {
        Map<String, String> lane =
                Map.of(GROUP, Integer.toString(message.conversation().lane(transferLanes)));
        send(
                Backlog.Consumer.TRANSFER.queue(),
                List.of(new Outgoing(BatchCodec.encode(List.of(message)), lane)),
                Duration.ZERO);
    }

    /** A JMS message to be. */
    private static final class Outgoing {
        private final byte[] bytes;
        private final Map<String, String> properties;

        Outgoing(byte[] bytes, Map<String, String> properties) {
            this.bytes = bytes;
            this.properties = properties;
        }
    }

    /** Puts all of them there, or none. */
    private void send(String queue, List<Outgoing> messages, Duration delay) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.setDeliveryDelay(delay.toMillis());
            for (Outgoing each : messages) {
                BytesMessage message = session.createBytesMessage();
                for (Map.Entry<String, String> property : each.properties.entrySet()) {
                    message.setStringProperty(property.getKey(), property.getValue());
                }
                message.writeBytes(each.bytes);
                producer.send(message);
            }
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue " + queue + " does not answer", e);
        }
    }
}
