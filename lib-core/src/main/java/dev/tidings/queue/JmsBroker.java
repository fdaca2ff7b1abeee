package dev.tidings.queue;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;

/** Looks at the push queue: a pooled connection alone says nothing about the broker at its other end. */
@ApplicationScoped
class JmsBroker implements Broker {
    private static final String PUSH = "im.push";

    private final ConnectionFactory connections;

    @Inject
    JmsBroker(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsBroker() {
        this(null);
    }

    @Override
    public void ping() {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(PUSH))) {
            browser.getEnumeration().hasMoreElements();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the broker does not answer", e);
        }
    }
}
