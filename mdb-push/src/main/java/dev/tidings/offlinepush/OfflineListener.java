package dev.tidings.offlinepush;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The door from the queue of who is away to {@link OfflinePushing}. A failure here goes back to the queue. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = OfflinePushing.QUEUE),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OfflineListener implements MessageListener {
    private final OfflinePushing pushing;

    @Inject
    public OfflineListener(OfflinePushing pushing) {
        this.pushing = pushing;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected OfflineListener() {
        this(null);
    }

    @Override
    public void onMessage(Message batch) {
        pushing.push(JmsBytes.of(batch));
    }
}
