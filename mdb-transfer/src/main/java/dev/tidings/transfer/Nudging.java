package dev.tidings.transfer;

import dev.tidings.fault.ImException;
import dev.tidings.queue.Nudges;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Keeps the lanes moving: {@link Nudges} every second. It has a timer of its own, since a broker that is away is waited for. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Nudging {
    private static final System.Logger LOG = System.getLogger(Nudging.class.getName());

    private final Nudges nudges;

    @Inject
    public Nudging(Nudges nudges) {
        this.nudges = nudges;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Nudging() {
        this(null);
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    public void nudge() {
        try {
            nudges.nudge();
        } catch (ImException e) {
            LOG.log(System.Logger.Level.DEBUG, "the queues are nudged another time", e);
        }
    }
}
