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
     * Sends a message. What one sender sends is in the queue in the order of the calls, also while the business server is
     * asked about some of it.
     *
     * @return completes when the broker has it on its disk, or with {@code UNAVAILABLE} when that is not known: the
     *     sender repeats it with the same clientMsgID; or with {@link dev.tidings.hook.RefusedByHook}, or
     *     {@code CALLBACK}
     * @throws ImException {@link ErrorCode#ARGS}, {@link ErrorCode#USER_ID_NOT_FOUND}, {@link ErrorCode#DUPLICATE_KEY}
     */
    public CompletionStage<Sent> send(Draft draft) {
        return sending.send(draft);
    }
}
