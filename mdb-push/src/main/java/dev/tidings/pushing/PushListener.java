package dev.tidings.pushing;

import dev.tidings.cluster.NodeId;
import dev.tidings.fault.CrashPoint;
import dev.tidings.push.Delivery;
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
import java.util.List;

/**
 * The door from the push queue, where batches are whose call failed, deliveries that a node did not take, and copies of what a
 * node holds in its memory. A failure here goes back to the queue.
 */
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
    private final OnlinePushing pushing;
    private final Router router;
    private final AsStored asStored;

    @Inject
    public PushListener(OnlinePushing pushing, Router router, AsStored asStored) {
        this.pushing = pushing;
        this.router = router;
        this.asStored = asStored;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected PushListener() {
        this(null, null, null);
    }

    @Override
    public void onMessage(Message message) {
        try {
            BytesMessage bytes = (BytesMessage) message;
            byte[] batch = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(batch);
            CrashPoint.BEFORE_QUEUED_PUSH.reach();
            List<Delivery> deliveries = BatchCodec.decodeDeliveries(batch);
            String keeper = bytes.getStringProperty("im_keeper");
            String attempt = bytes.getStringProperty("im_attempt");
            if (keeper != null) {
                pushing.takeBack(deliveries, new NodeId(keeper));
            } else if (attempt == null || attempt.equals("0")) {
                pushing.push(asStored.now(deliveries));
            } else {
                // It was decided who gets these, and they are narrowed to who has not got them.
                router.route(asStored.now(deliveries), Integer.parseInt(attempt));
            }
            CrashPoint.AFTER_QUEUED_PUSH.reach();
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }
}
