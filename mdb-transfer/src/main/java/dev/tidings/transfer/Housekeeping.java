package dev.tidings.transfer;

import dev.tidings.fault.ImException;
import dev.tidings.seq.Seqs;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** What is to be done now and then: the senders' own read positions every second, stale seq counters every hour. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Housekeeping {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());

    private final OwnReads ownReads;
    private final Seqs seqs;

    @Inject
    public Housekeeping(OwnReads ownReads, Seqs seqs) {
        this.ownReads = ownReads;
        this.seqs = seqs;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Housekeeping() {
        this(null, null);
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    public void flushReads() {
        ownReads.flush();
    }

    @Schedule(hour = "*", minute = "7", second = "0", persistent = false)
    public void tidySeqs() {
        try {
            seqs.tidy();
        } catch (ImException e) {
            LOG.log(System.Logger.Level.DEBUG, "stale seq counters are dropped another time", e);
        }
    }
}
