package dev.tidings.queue;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;

/** Nudges the queues that have lanes: the transfer's and the outbox of events. */
@ApplicationScoped
class JmsNudges implements Nudges {
    private final ConnectionFactory connections;

    @Inject
    JmsNudges(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsNudges() {
        this(null);
    }

    @Override
    public void nudge() {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(null)) {
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            List<Destination> queues = List.of(
                    session.createQueue(Backlog.Consumer.TRANSFER.queue()), session.createQueue(EventQueues.OUTBOX));
            for (Destination queue : queues) {
                BytesMessage nudge = session.createBytesMessage();
                nudge.setBooleanProperty(IS_NUDGE, true);
                producer.send(queue, nudge);
            }
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue does not answer", e);
        }
    }
}
