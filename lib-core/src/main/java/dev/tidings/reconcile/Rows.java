package dev.tidings.reconcile;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of the full history as they lie there. Every method throws {@code UNAVAILABLE} if the database does not answer. */
interface Rows {
    /**
     * Which rows: all conditions have to be met, null is none.
     *
     * @param from ms since epoch, included
     * @param to ms since epoch, not included
     */
    record Wanted(
            @Nullable ConversationId conversation,
            @Nullable UserId sender,
            @Nullable UserId receiver,
            long from,
            long to) {
        static final Wanted ALL = new Wanted(null, null, null, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The place of a row in the order of time. */
    record Position(long sendTime, long number) {}

    /** Rows in the order of time, after one of them or from the first, up to one of them or to the end. */
    List<Row> range(Wanted wanted, @Nullable Position after, @Nullable Position to, int limit);

    /** These rows; one that is not there is missing. */
    Map<MessageId, Row> byId(Collection<MessageId> ids);

    /** Removes a row. */
    void remove(MessageId id);
}
