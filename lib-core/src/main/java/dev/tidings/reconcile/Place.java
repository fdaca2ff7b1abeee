package dev.tidings.reconcile;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.seq.Series;
import java.util.Optional;

/** A place in a series, taken or not. */
public record Place(Series series, long seq) {
    private static final int DIGITS = 19;

    /** The key of its cell; keys of one series are in the order of its seqs. */
    String key() {
        String digits = Long.toString(seq);
        return series.key() + "/" + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** @throws ImException {@code ARGS} if it is not the key of a place */
    static Place of(String key) {
        int slash = key.length() - DIGITS - 1;
        if (slash < 3 || key.charAt(slash) != '/') {
            throw new ImException(ErrorCode.ARGS, "cursor is not one that was answered");
        }
        try {
            return new Place(new Series(key.substring(0, slash)), Long.parseLong(key.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new ImException(ErrorCode.ARGS, "cursor is not one that was answered", e);
        }
    }

    /** The conversation that this series is, if it is one. */
    static Optional<ConversationId> conversation(Series series) {
        return series.key().startsWith("c:")
                ? Optional.of(new ConversationId(series.key().substring(2)))
                : Optional.empty();
    }

    /** Whose mailbox this series is, if it is one. */
    static Optional<UserId> owner(Series series) {
        return series.key().startsWith("u:")
                ? Optional.of(new UserId(series.key().substring(2)))
                : Optional.empty();
    }
}
