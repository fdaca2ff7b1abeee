package dev.tidings.msg;

import dev.tidings.hook.DeadEvent;
import dev.tidings.hook.DeadEvents;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;

/** What an operator does about events that the business server did not take. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HookService {
    /** Events in one answer, or replayed by one call. */
    public static final int MAX = 1_000;

    private final DeadEvents dead;

    @Inject
    public HookService(DeadEvents dead) {
        this.dead = dead;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected HookService() {
        this(null);
    }

    /**
     * The oldest dead events.
     *
     * @param limit at most {@value #MAX} count
     */
    public List<DeadEvent> deadEvents(int limit) {
        return dead.list(Math.min(limit, MAX));
    }

    /**
     * Has dead events told after all, behind what waits in the outbox.
     *
     * @param ids of events; the oldest {@value #MAX} if it is empty
     * @return how many are in the outbox again
     */
    public int replay(Collection<String> ids) {
        return dead.replay(ids, MAX);
    }
}
