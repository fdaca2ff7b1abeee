package dev.tidings.offlinepush;

import dev.tidings.offline.ProviderName;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The door from the queue of {@link ProviderName#FCM}. A failure here goes back to the queue. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = JmsProviderQueues.PREFIX + "fcm"),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FcmListener implements MessageListener {
    private final ProviderWorkers workers;

    @Inject
    public FcmListener(ProviderWorkers workers) {
        this.workers = workers;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected FcmListener() {
        this(null);
    }

    @Override
    public void onMessage(Message batch) {
        workers.work(ProviderName.FCM, JmsBytes.of(batch));
    }
}
