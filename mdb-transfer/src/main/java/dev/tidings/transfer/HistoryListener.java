package dev.tidings.transfer;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.MessageListener;

/** The door from the accepted queue's other consumer to {@link Recording}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = HistoryListener.QUEUE),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "32"),
            @ActivationConfigProperty(propertyName = "singleConnection", propertyValue = "true"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryListener implements MessageListener {
    static final String QUEUE = "im.history";

    private final LaneWorkers workers;

    @Inject
    public HistoryListener(LaneWorkers workers) {
        this.workers = workers;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected HistoryListener() {
        this(null);
    }

    @Override
    public void onMessage(jakarta.jms.Message batch) {
        workers.history().work(JmsBatch.bytes(batch), JmsBatch.redelivered(batch));
    }
}
