package dev.tidings.reconcile;

import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;

/** Completes revocations: the full history, those who are to be told, the mark that it is done. */
public interface Revocations {
    /**
     * Does what follows once the conversation has the replacement. Repeating it is harmless.
     *
     * @param replacement as it reads now
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if a store or the queue does not answer
     */
    void finish(ConversationId conversation, StoredMessage replacement, String operationId);
}
