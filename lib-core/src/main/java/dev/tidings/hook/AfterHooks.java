package dev.tidings.hook;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.user.User;
import java.util.Collection;
import java.util.List;

/**
 * Tells the business server what was done. Each call returns when the event is in the outbox, on the broker's disk: whoever
 * is answered after it can rely on the event. A hook that is not enabled makes a call do nothing.
 *
 * <p>Accepted messages have no call here: the accepted queue itself writes their events, in the same transaction.
 *
 * @see dev.tidings.presence.PresenceEvents
 */
public interface AfterHooks {
    /** @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when it is not known whether the outbox has the event */
    void registered(List<User> users, String operationId);

    /**
     * A read position moved in a conversation of two.
     *
     * @param seqs those that were named one by one, may be empty
     * @throws dev.tidings.fault.ImException as {@link #registered}
     */
    void read(ConversationId conversation, UserId reader, Collection<Long> seqs, long hasReadSeq, String operationId);

    /**
     * A message was taken back.
     *
     * @throws dev.tidings.fault.ImException as {@link #registered}
     */
    void revoked(ConversationId conversation, long seq, UserId revoker, String operationId);

    /**
     * Messages are in the mailboxes and can be pulled.
     *
     * @throws dev.tidings.fault.ImException as {@link #registered}
     */
    void saved(List<Delivery> stored);
}
