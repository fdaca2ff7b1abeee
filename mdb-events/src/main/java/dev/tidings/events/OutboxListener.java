package dev.tidings.events;

import dev.tidings.queue.EventQueues;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The door from the outbox to {@link Telling}: one call, one event or one batch of accepted messages, of one lane. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = EventQueues.OUTBOX),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8"),
            @ActivationConfigProperty(propertyName = "singleConnection", propertyValue = "true"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OutboxListener implements MessageListener {
    private final Telling telling;

    @Inject
    public OutboxListener(Telling telling) {
        this.telling = telling;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected OutboxListener() {
        this(null);
    }

    @Override
    public void onMessage(Message message) {
        try {
            if (!(message instanceof BytesMessage bytes)) {
                telling.unreadable(new byte[0]);
                return;
            }
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            if (message.propertyExists(EventQueues.IS_BATCH)) {
                telling.tellAccepted(body);
            } else {
                telling.tellEvent(body);
            }
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }
}
