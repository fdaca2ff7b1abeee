package dev.tidings.receipt;

import dev.tidings.message.MessageId;

/** The first receipt of each message, for at least 24 h ({@code im.send.retry-window}). */
public interface Receipts {
    /**
     * Keeps this receipt unless there is one already.
     *
     * @return the one that counts: the first
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    Receipt first(MessageId message, Receipt receipt);
}
