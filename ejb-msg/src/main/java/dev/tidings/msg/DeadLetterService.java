package dev.tidings.msg;

import dev.tidings.deadletter.DeadLetter;
import dev.tidings.deadletter.DeadLetterBox;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.token.Caller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator does about what nobody could process. What he moves or throws away is logged with his name. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterService {
    /** Letters in one answer, or moved by one call. */
    public static final int MAX = DeadLetterBox.MAX;

    private static final System.Logger LOG = System.getLogger(DeadLetterService.class.getName());

    /** What came of moving letters: how many were, and why each of the others was not. */
    public record Moved(int count, Map<String, String> left) {
        public Moved {
            left = Map.copyOf(left);
        }
    }

    private final DeadLetterBox box;

    @Inject
    public DeadLetterService(DeadLetterBox box) {
        this.box = box;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected DeadLetterService() {
        this(null);
    }

    /**
     * The oldest dead letters.
     *
     * @param queue only what came from this one; null for all
     * @param after the last letter of the page before; null for the first page
     * @param limit at most {@value #MAX} count
     * @throws ImException {@code RECORD_NOT_FOUND} if {@code after} is gone
     */
    public List<DeadLetter> list(@Nullable String queue, @Nullable String after, int limit) {
        return box.list(queue, after, Math.min(limit, MAX));
    }

    /** @throws ImException {@code RECORD_NOT_FOUND} */
    public DeadLetter show(String id) {
        return box.find(id).orElseThrow(DeadLetterService::gone);
    }

    /**
     * Has letters worked on again, each behind what waits on its queue, in the order in which they are named.
     *
     * @param ids at most {@value #MAX}; one that cannot be replayed stays, and does not keep the others
     * @throws ImException {@code UNAVAILABLE} if the broker does not answer; those before are moved
     */
    public Moved replay(Collection<String> ids, Caller by, String operationId) {
        return moved(ids, id -> {
            if (!box.replay(id)) {
                throw gone();
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "IM-2703 dead letter " + id + " is replayed by " + by.user() + " operationID=" + operationId);
        });
    }

    /**
     * Throws letters away.
     *
     * @param reason for whoever reads the log later, 1 to 200 characters
     */
    public Moved discard(Collection<String> ids, String reason, Caller by, String operationId) {
        return moved(ids, id -> {
            DeadLetter letter = box.discard(id).orElseThrow(DeadLetterService::gone);
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "IM-2704 dead letter " + id + " of " + letter.queue() + " is discarded by " + by.user()
                            + ", because: " + reason + "; in it: "
                            + letter.items().stream()
                                    .map(it -> it.serverMsgId() + it.event())
                                    .toList()
                            + " operationID=" + operationId);
        });
    }

    private interface Move {
        void move(String id);
    }

    private static Moved moved(Collection<String> ids, Move move) {
        if (ids.size() > MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + MAX + " letters at once");
        }
        Map<String, String> left = new LinkedHashMap<>();
        List<String> moved = new ArrayList<>();
        for (String id : ids) {
            try {
                move.move(id);
                moved.add(id);
            } catch (ImException e) {
                if (e.code() == ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                left.put(id, e.detail());
            }
        }
        return new Moved(moved.size(), left);
    }

    private static ImException gone() {
        return new ImException(ErrorCode.RECORD_NOT_FOUND, "there is no such dead letter");
    }
}
