package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.queue.EventQueues;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;

/**
 * Dead events as the queue {@code im.events.dead}: the event as it was in the outbox, with the properties {@code im_event},
 * {@code im_attempts} and {@code im_reason}. The broker itself puts there what was delivered too often because nodes died
 * over it.
 */
@Dependent
class JmsDeadEvents implements DeadEvents {
    private static final String EVENT = "im_event";
    private static final String ATTEMPTS = "im_attempts";
    private static final String REASON = "im_reason";

    private final ConnectionFactory connections;

    @Inject
    JmsDeadEvents(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public void bury(HookEvent event, int attempts, String reason) {
        bury(event.encode(), event.id(), attempts, reason);
    }

    @Override
    public void bury(byte[] undecodable, String reason) {
        bury(undecodable, "", 0, reason);
    }

    private void bury(byte[] bytes, String id, int attempts, String reason) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createQueue(EventQueues.DEAD))) {
            BytesMessage message = session.createBytesMessage();
            message.setStringProperty(EVENT, id);
            message.setIntProperty(ATTEMPTS, attempts);
            message.setStringProperty(REASON, reason);
            message.writeBytes(bytes);
            producer.send(message);
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue of dead events does not answer", e);
        }
    }
}
