package dev.tidings.queue;

/** The message broker as something that is there or not. */
public interface Broker {
    /**
     * Asks for a sign of life.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if there is none within the pool's time limits
     */
    void ping();
}
