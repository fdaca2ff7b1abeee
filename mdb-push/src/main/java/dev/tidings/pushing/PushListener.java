package dev.tidings.pushing;

import dev.tidings.fault.CrashPoint;
import dev.tidings.queue.BatchCodec;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The door from the push queue, where batches are whose call failed. A failure here goes back to the queue. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "im.push"),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PushListener implements MessageListener {
    private final Router router;
    private final AsStored asStored;

    @Inject
    public PushListener(Router router, AsStored asStored) {
        this.router = router;
        this.asStored = asStored;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected PushListener() {
        this(null, null);
    }

    @Override
    public void onMessage(Message message) {
        try {
            BytesMessage bytes = (BytesMessage) message;
            byte[] batch = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(batch);
            CrashPoint.BEFORE_QUEUED_PUSH.reach();
            String attempt = bytes.getStringProperty("im_attempt");
            router.route(
                    asStored.now(BatchCodec.decodeDeliveries(batch)), attempt == null ? 0 : Integer.parseInt(attempt));
            CrashPoint.AFTER_QUEUED_PUSH.reach();
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }
}
