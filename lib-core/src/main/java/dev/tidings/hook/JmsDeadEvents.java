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
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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
    /** For the broker, which has the message at hand. */
    private static final long RECEIVE_MS = 1_000;

    private final ConnectionFactory connections;
    private final int lanes;

    @Inject
    JmsDeadEvents(ConnectionFactory connections, @ConfigProperty(name = "im.queue.lanes") int lanes) {
        this.connections = connections;
        this.lanes = lanes;
    }

    private interface Work<T> {
        T on(Session session) throws JMSException;
    }

    private <T> T inSession(Work<T> work) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            T done = work.on(session);
            session.commit();
            return done;
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue of dead events does not answer", e);
        }
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
        inSession(session -> {
            try (MessageProducer producer = session.createProducer(session.createQueue(EventQueues.DEAD))) {
                BytesMessage message = session.createBytesMessage();
                message.setStringProperty(EVENT, id);
                message.setIntProperty(ATTEMPTS, attempts);
                message.setStringProperty(REASON, reason);
                message.writeBytes(bytes);
                producer.send(message);
                return id;
            }
        });
    }

    @Override
    public List<DeadEvent> list(int limit) {
        return inSession(session -> {
            List<DeadEvent> dead = new ArrayList<>();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(EventQueues.DEAD))) {
                Enumeration<?> messages = browser.getEnumeration();
                while (dead.size() < limit && messages.hasMoreElements()) {
                    dead.add(shown((Message) messages.nextElement()));
                }
            }
            return dead;
        });
    }

    private static DeadEvent shown(Message message) throws JMSException {
        Optional<HookEvent> event = event(message);
        boolean ours = message.propertyExists(REASON);
        return new DeadEvent(
                event.map(HookEvent::id).orElse(""),
                event.map(it -> it.hook().hookName()).orElse(""),
                event.map(HookEvent::order).orElse(""),
                ours ? message.getIntProperty(ATTEMPTS) : message.getIntProperty("JMSXDeliveryCount"),
                ours ? message.getStringProperty(REASON) : "delivered too often: nodes died over it",
                message.getJMSTimestamp());
    }

    private static Optional<HookEvent> event(Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes) || message.propertyExists(EventQueues.IS_BATCH)) {
            return Optional.empty();
        }
        byte[] body = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(body);
        try {
            return Optional.of(HookEvent.decode(body));
        } catch (IllegalArgumentException e) {
            // Shown as what it is: something that cannot be read.
            return Optional.empty();
        } finally {
            bytes.reset();
        }
    }

    @Override
    public int replay(Collection<String> ids, int limit) {
        List<String> wanted = ids.isEmpty()
                ? list(limit).stream()
                        .map(DeadEvent::id)
                        .filter(id -> !id.isEmpty())
                        .toList()
                : List.copyOf(ids);
        int replayed = 0;
        for (String id : wanted) {
            if (replayed < limit && replay(id)) {
                replayed++;
            }
        }
        return replayed;
    }

    /** Takes it from one queue and puts it into the other in one transaction. */
    private boolean replay(String id) {
        String selector = EVENT + " = '" + id.replace("'", "''") + "'";
        return inSession(session -> {
            Queue dead = session.createQueue(EventQueues.DEAD);
            try (MessageConsumer consumer = session.createConsumer(dead, selector);
                    MessageProducer producer = session.createProducer(session.createQueue(EventQueues.OUTBOX))) {
                Message message = consumer.receive(RECEIVE_MS);
                Optional<HookEvent> event = message == null ? Optional.empty() : event(message);
                if (event.isEmpty()) {
                    return false;
                }
                BytesMessage again = session.createBytesMessage();
                again.setStringProperty(
                        "JMSXGroupID", Integer.toString(Lane.of(event.get().order(), lanes)));
                again.writeBytes(event.get().encode());
                producer.send(again);
                return true;
            }
        });
    }
}
