package dev.tidings.hook;

/**
 * Where events go that could not be delivered in all their attempts. An operator finds them with the other dead letters, and has
 * them delivered after all: {@code dev.tidings.deadletter}.
 */
public interface DeadEvents {
    /**
     * Keeps an event that is given up.
     *
     * @param reason for the operator, without contents
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when it is not known to be on the broker's disk
     */
    void bury(HookEvent event, int attempts, String reason);

    /** Keeps bytes that are no event, for somebody to look at; they are listed and cannot be replayed. */
    void bury(byte[] undecodable, String reason);
}
