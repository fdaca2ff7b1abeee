package dev.tidings.transfer;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Has the senders' own read positions written every second. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ReadFlusher {
    private final OwnReads ownReads;

    @Inject
    public ReadFlusher(OwnReads ownReads) {
        this.ownReads = ownReads;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ReadFlusher() {
        this(null);
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    public void flush() {
        ownReads.flush();
    }
}
