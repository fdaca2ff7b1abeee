package dev.tidings.transfer;

import dev.tidings.queue.TransferDelay;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.MessageListener;

/** The door from the accepted queue to {@link Transfer}: one call, one batch of one lane. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = TransferListener.QUEUE),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8"),
            @ActivationConfigProperty(propertyName = "singleConnection", propertyValue = "true"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransferListener implements MessageListener {
    static final String QUEUE = "im.transfer";

    private final LaneWorkers workers;
    private final TransferDelay delay;

    @Inject
    public TransferListener(LaneWorkers workers, TransferDelay delay) {
        this.workers = workers;
        this.delay = delay;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected TransferListener() {
        this(null, null);
    }

    @Override
    public void onMessage(jakarta.jms.Message batch) {
        delay.came(JmsBatch.putAt(batch));
        workers.transfer().work(JmsBatch.bytes(batch), JmsBatch.redelivered(batch));
    }
}
