package dev.tidings.queue;

import dev.tidings.message.Message;

/**
 * The transfer module's own queue, for a message that is to be worked on once more: behind whatever waits in its lane, so that it
 * overtakes nothing, and without the full history and the business server.
 */
public interface TransferQueue {
    /**
     * Returns when the broker has it on its disk.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void transferAgain(Message message);
}
