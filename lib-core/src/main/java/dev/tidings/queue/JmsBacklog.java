package dev.tidings.queue;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.OptionalLong;

/** Looks at the first batch of a queue: the broker keeps no times for accepted batches, but their messages have them. */
@Dependent
class JmsBacklog implements Backlog {
    private final ConnectionFactory connections;

    @Inject
    JmsBacklog(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public OptionalLong oldest(Consumer consumer) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(consumer.queue()))) {
            connection.start();
            Enumeration<?> batches = browser.getEnumeration();
            return batches.hasMoreElements() ? oldest((BytesMessage) batches.nextElement()) : OptionalLong.empty();
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the accepted queue does not answer", e);
        }
    }

    private static OptionalLong oldest(BytesMessage batch) throws JMSException {
        byte[] bytes = new byte[(int) batch.getBodyLength()];
        batch.readBytes(bytes);
        try {
            return BatchCodec.decode(bytes).stream()
                    .mapToLong(Message::sendTime)
                    .min();
        } catch (UndecodableBatchException e) {
            // Whoever comes to it will bury it; until then it says nothing.
            return OptionalLong.empty();
        }
    }
}
