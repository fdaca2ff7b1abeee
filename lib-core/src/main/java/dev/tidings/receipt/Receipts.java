package dev.tidings.receipt;

import dev.tidings.message.MessageId;
import java.util.concurrent.CompletionStage;

/** The first receipt of each message, for at least 24 h ({@code im.send.retry-window}). */
public interface Receipts {
    /**
     * Keeps this receipt unless there is one already. Calls are answered in their order.
     *
     * @return the one that counts: the first; completes exceptionally with {@code UNAVAILABLE} if the store does not answer
     */
    CompletionStage<Receipt> first(MessageId message, Receipt receipt);
}
