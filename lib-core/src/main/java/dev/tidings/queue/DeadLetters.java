package dev.tidings.queue;

/** Where a batch goes that cannot be processed: an operator sees it and can replay it. */
public interface DeadLetters {
    /**
     * Returns when the broker has it on its disk.
     *
     * @param queue the queue it was read from, to which a replay returns it
     * @param batch its bytes as they were on that queue
     * @param reason for the operator: what failed, without the message's content
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(String queue, byte[] batch, String reason);
}
