package dev.tidings.msg;

import dev.tidings.fault.ImException;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.reconcile.Piece;
import dev.tidings.reconcile.Reconciliation;
import dev.tidings.reconcile.Recounting;
import dev.tidings.reconcile.Scope;
import dev.tidings.seq.Series;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares the stores with each other, and mends what differs, for an operator. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RepairService {
    /** Cells, rows or counters in one piece. */
    public static final int PIECE_MAX = Reconciliation.PIECE_MAX;

    private final Reconciliation reconciliation;
    private final Recounting recounting;
    private final Revoking revoking;
    private final Deleting deleting;

    @Inject
    public RepairService(Reconciliation reconciliation, Recounting recounting, Revoking revoking, Deleting deleting) {
        this.reconciliation = reconciliation;
        this.recounting = recounting;
        this.revoking = revoking;
        this.deleting = deleting;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RepairService() {
        this(null, null, null, null);
    }

    /**
     * Looks at one piece; see {@link Reconciliation#piece}.
     *
     * @throws ImException as that
     */
    public Piece reconcile(Scope scope, @Nullable String cursor, int limit, boolean mend) {
        return reconciliation.piece(scope, cursor, limit, mend, this::finish);
    }

    /** Completes what a message was replaced for. */
    private void finish(ConversationId conversation, StoredMessage replacement, String operationId) {
        if (Deleting.isErased(replacement)) {
            deleting.finish(conversation, replacement, operationId);
        } else {
            revoking.finish(conversation, replacement, operationId);
        }
    }

    /** Counts one series anew from what is stored; it is in the answer whether its newest has changed or not. */
    public Recounting.Page rebuild(Series series) {
        return new Recounting.Page(1, List.of(recounting.recount(series)), null);
    }

    /**
     * Counts some of the series anew that have counters.
     *
     * @param cursor of the answer before; null for the first
     * @param limit about so many, 1 to {@value #PIECE_MAX}
     */
    public Recounting.Page rebuildSome(@Nullable String cursor, int limit) {
        return recounting.some(cursor, limit);
    }
}
