package dev.tidings.reconcile;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.seq.Series;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared: everything, or one conversation, or one user's mailbox and what he sent and got, or what the full
 * history has of a time.
 *
 * @param from ms since epoch, included
 * @param to ms since epoch, not included
 */
public record Scope(
        @Nullable UserId user,
        @Nullable ConversationId conversation,
        @Nullable Long from,
        @Nullable Long to) {
    public static final Scope EVERYTHING = new Scope(null, null, null, null);

    /** @throws ImException {@code ARGS} for more than one of them, or half a time */
    public Scope {
        boolean timed = from != null || to != null;
        int named = (user == null ? 0 : 1) + (conversation == null ? 0 : 1) + (timed ? 1 : 0);
        if (named > 1) {
            throw new ImException(ErrorCode.ARGS, "name a userID, or a conversationID, or start and end, or nothing");
        }
        if (timed && (from == null || to == null || from >= to)) {
            throw new ImException(ErrorCode.ARGS, "start is before end, and both are named");
        }
    }

    /** The ways through the stores, one after the other. */
    enum Step {
        CELLS,
        ROWS,
        SENT,
        RECEIVED
    }

    List<Step> steps() {
        if (user != null) {
            return List.of(Step.CELLS, Step.SENT, Step.RECEIVED);
        }
        return from != null ? List.of(Step.ROWS) : List.of(Step.CELLS, Step.ROWS);
    }

    /** Whose cells are gone through; null for all. */
    @Nullable
    Series series() {
        if (conversation != null) {
            return Series.of(conversation);
        }
        return user == null ? null : Series.mailboxOf(user);
    }

    /** Whether rows are the only way to their messages, which are then compared as a whole. */
    boolean goesByRows() {
        return user != null || from != null;
    }

    Rows.Wanted rows(Step step) {
        return new Rows.Wanted(
                conversation,
                step == Step.SENT ? user : null,
                step == Step.RECEIVED ? user : null,
                from == null ? Long.MIN_VALUE : from,
                to == null ? Long.MAX_VALUE : to);
    }
}
