package dev.tidings.transfer;

import dev.tidings.message.Message;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.MessageListener;
import java.util.List;

/** The door from the accepted queue's other consumer to {@link Recording}. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "tidings-artemis"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destination", propertyValue = HistoryListener.QUEUE),
            @ActivationConfigProperty(propertyName = "useJNDI", propertyValue = "false"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "2"),
        })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryListener implements MessageListener {
    static final String QUEUE = "im.accepted::im.accepted.history";

    private final LaneWorker worker;
    private final Recording recording;

    @Inject
    public HistoryListener(LaneWorker worker, Recording recording) {
        this.worker = worker;
        this.recording = recording;
    }

    /** For the container. */
    @SuppressWarnings("NullAway")
    protected HistoryListener() {
        this(null, null);
    }

    @Override
    public void onMessage(jakarta.jms.Message batch) {
        worker.work(QUEUE, JmsBatch.bytes(batch), JmsBatch.redelivered(batch), new LaneWorker.Task() {
            @Override
            public void run(List<Message> messages, boolean redelivered) {
                recording.record(messages);
            }

            @Override
            public void abandon(List<Message> messages) {
                // Nothing was kept for them: a row is there or it is not.
            }
        });
    }
}
