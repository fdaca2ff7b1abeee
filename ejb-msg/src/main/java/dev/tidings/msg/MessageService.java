package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.rate.RateLimits;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** Accepts messages, and takes them back. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MessageService {
    /** Each takes a few round trips, and somebody waits. */
    public static final int ERASE_MAX = 100;

    private final Sending sending;
    private final Broadcasting broadcasting;
    private final Revoking revoking;
    private final Deleting deleting;
    private final RateLimits limits;

    @Inject
    public MessageService(
            Sending sending, Broadcasting broadcasting, Revoking revoking, Deleting deleting, RateLimits limits) {
        this.sending = sending;
        this.broadcasting = broadcasting;
        this.revoking = revoking;
        this.deleting = deleting;
        this.limits = limits;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MessageService() {
        this(null, null, null, null, null);
    }

    /**
     * Sends a message. What one sender sends is in the queue in the order of the calls, also while the business server is
     * asked about some of it.
     *
     * @return completes when the broker has it on its disk, or with {@code UNAVAILABLE} when that is not known: the
     *     sender repeats it with the same clientMsgID; or with {@link dev.tidings.hook.RefusedByHook}, or
     *     {@code CALLBACK}
     * @throws ImException {@link ErrorCode#ARGS}, {@link ErrorCode#USER_ID_NOT_FOUND}, {@link ErrorCode#DUPLICATE_KEY};
     *     {@link ErrorCode#TOO_MANY_REQUESTS} for a client that sends faster than it may: nothing was sent then
     */
    public CompletionStage<Sent> send(Draft draft) {
        if (draft.origin() == Draft.Origin.CLIENT) {
            limits.admit(RateLimits.Kind.CLIENT_SENDS, draft.sender());
        }
        return sending.send(draft);
    }

    /**
     * Sends one message to many and waits for the queue to have it for each of them, at most a minute. Each gets a message
     * of his own, whose clientMsgID is a function of the draft's and the receiver: the same call again sends nothing twice.
     *
     * @param draft without a receiver
     * @param receivers whoever is in it twice gets it once
     * @throws ImException {@link ErrorCode#ARGS} for a draft that nobody can get; nothing was sent then
     */
    public Broadcast broadcast(Draft draft, Collection<UserId> receivers) {
        return broadcasting.send(draft, receivers);
    }

    /**
     * Takes a message back: when it returns, nobody is served the original any more, and both sides are told (2101).
     * When it throws, that is not known; the same call again completes what was begun.
     *
     * @throws ImException {@link ErrorCode#NO_PERMISSION} for another one's message or one that is too old;
     *     {@link ErrorCode#RECORD_NOT_FOUND}; {@link ErrorCode#MSG_ALREADY_REVOKE}; {@link ErrorCode#ARGS} for a
     *     notification; {@link ErrorCode#UNAVAILABLE}
     */
    public void revoke(Revocation revocation) {
        revoking.revoke(revocation);
    }

    /**
     * Erases messages for everybody: when it returns, neither the mailboxes nor the full history have what they said, and both
     * sides are told (2102). Their seqs stay, with status 4. Seqs that are not there are passed over, and so are messages that
     * were revoked: nothing is left of them. The same call again completes what was begun.
     *
     * @param seqs at most {@value #ERASE_MAX}
     * @throws ImException {@link ErrorCode#ARGS} for a notification stream; {@link ErrorCode#UNAVAILABLE}
     */
    public void erase(ConversationId conversation, Collection<Long> seqs, String operationId) {
        if (seqs.size() > ERASE_MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + ERASE_MAX + " seqs at once");
        }
        deleting.erase(conversation, seqs, operationId);
    }
}
