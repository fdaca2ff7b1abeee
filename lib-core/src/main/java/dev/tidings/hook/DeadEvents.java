package dev.tidings.hook;

import java.util.Collection;
import java.util.List;

/** Events that could not be delivered in all their attempts: an operator sees them, and has them delivered after all. */
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

    /** The oldest of them, at most {@code limit}. */
    List<DeadEvent> list(int limit);

    /**
     * Puts events back into the outbox, behind what waits there. Each is in one of the two places at any moment.
     *
     * @param ids of {@link DeadEvent#id}; all if it is empty
     * @param limit how many at most
     * @return how many were put back
     */
    int replay(Collection<String> ids, int limit);
}
