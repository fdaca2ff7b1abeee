package dev.tidings.offlinepush;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The queues {@code im.offline.<provider>}. A batch's time to live is longer than it is tried: who tries it says why it ended,
 * and only if nobody does is it the broker who puts it with the dead letters.
 */
@ApplicationScoped
class JmsProviderQueues implements ProviderQueues {
    static final String PREFIX = "im.offline.";
    private static final Duration LONGER = Duration.ofHours(1);

    private final ConnectionFactory connections;
    private final Duration retryFor;

    @Inject
    JmsProviderQueues(ConnectionFactory connections, @ConfigProperty(name = "im.push.retry-for") Duration retryFor) {
        this.connections = connections;
        this.retryFor = retryFor;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsProviderQueues() {
        this(null, Duration.ZERO);
    }

    @Override
    public void put(List<Addressed> batches, Duration delay) {
        if (batches.isEmpty()) {
            return;
        }
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(null)) {
            producer.setTimeToLive(retryFor.plus(LONGER).toMillis());
            producer.setDeliveryDelay(delay.toMillis());
            for (Addressed addressed : batches) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(BatchJson.encode(addressed.batch()));
                producer.send(session.createQueue(PREFIX + addressed.provider()), message);
            }
            session.commit();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queues of the push providers do not answer", e);
        }
    }
}
