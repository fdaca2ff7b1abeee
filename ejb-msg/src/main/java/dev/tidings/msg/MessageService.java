package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;

/** Accepts messages. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MessageService {
    private final Sending sending;

    @Inject
    public MessageService(Sending sending) {
        this.sending = sending;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MessageService() {
        this(null);
    }

    /**
     * Sends a message. Messages that one thread sends are in the queue in the order of the calls.
     *
     * @return completes when the broker has it on its disk, or with {@code UNAVAILABLE} when that is not known: the
     *     sender repeats it with the same clientMsgID
     * @throws ImException {@link ErrorCode#ARGS}, {@link ErrorCode#USER_ID_NOT_FOUND}, {@link ErrorCode#DUPLICATE_KEY}
     */
    public CompletionStage<Sent> send(Draft draft) {
        return sending.send(draft);
    }
}
