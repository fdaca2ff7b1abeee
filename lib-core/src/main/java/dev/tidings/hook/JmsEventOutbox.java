package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Lane;
import dev.tidings.queue.EventQueues;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The outbox as the queue {@code im.events}; what one call puts is one transaction. */
@Dependent
class JmsEventOutbox implements EventOutbox {
    private final ConnectionFactory connections;
    private final int lanes;

    @Inject
    JmsEventOutbox(ConnectionFactory connections, @ConfigProperty(name = "im.queue.lanes") int lanes) {
        this.connections = connections;
        this.lanes = lanes;
    }

    @Override
    public void put(List<HookEvent> events) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(EventQueues.OUTBOX))) {
            for (HookEvent event : events) {
                BytesMessage message = session.createBytesMessage();
                message.setStringProperty("JMSXGroupID", Integer.toString(Lane.of(event.order(), lanes)));
                message.writeBytes(event.encode());
                producer.send(message);
            }
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the outbox of events does not answer", e);
        }
    }
}
