package dev.tidings.transfer;

import dev.tidings.message.Message;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.MessageListener;
import java.util.List;

/** The door from the accepted queue to {@link Transfer}: one call, one batch of one lane. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = TransferListener.QUEUE),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TransferListener implements MessageListener {
    static final String QUEUE = "im.accepted::im.accepted.transfer";

    private final LaneWorker worker;
    private final Transfer transfer;

    @Inject
    public TransferListener(LaneWorker worker, Transfer transfer) {
        this.worker = worker;
        this.transfer = transfer;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected TransferListener() {
        this(null, null);
    }

    @Override
    public void onMessage(jakarta.jms.Message batch) {
        worker.work(QUEUE, JmsBatch.bytes(batch), JmsBatch.redelivered(batch), new LaneWorker.Task() {
            @Override
            public void run(List<Message> messages, boolean redelivered) {
                transfer.transfer(messages, redelivered);
            }

            @Override
            public void abandon(List<Message> messages) {
                transfer.abandon(messages);
            }
        });
    }
}
