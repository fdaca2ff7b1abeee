package dev.tidings.history;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import org.jspecify.annotations.Nullable;

/**
 * What to search for: all criteria have to be met, null is none.
 *
 * @param from ms since epoch, included
 * @param to ms since epoch, not included
 * @param text is somewhere in the content, upper and lower case as they are; 1 to 100 characters, and only together with a
 *     sender, a receiver or a conversation, because it is looked for by reading
 */
public record HistoryQuery(
        @Nullable UserId sender,
        @Nullable UserId receiver,
        @Nullable ConversationId conversation,
        @Nullable Integer contentType,
        @Nullable Integer sessionType,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable String text) {
    private static final int TEXT_MAX = 100;

    /** Everything. */
    public static final HistoryQuery ALL = new HistoryQuery(null, null, null, null, null, null, null, null);

    /** @throws ImException {@code ARGS} if a limit is broken */
    public HistoryQuery {
        if (text != null) {
            if (text.isEmpty() || text.length() > TEXT_MAX) {
                throw new ImException(ErrorCode.ARGS, "the text to search for has 1 to " + TEXT_MAX + " characters");
            }
            if (sender == null && receiver == null && conversation == null) {
                throw new ImException(ErrorCode.ARGS, "text is searched for within a sender, receiver or conversation");
            }
        }
    }

    public HistoryQuery bySender(UserId value) {
        return new HistoryQuery(value, receiver, conversation, contentType, sessionType, from, to, text);
    }

    public HistoryQuery toReceiver(UserId value) {
        return new HistoryQuery(sender, value, conversation, contentType, sessionType, from, to, text);
    }

    public HistoryQuery in(ConversationId value) {
        return new HistoryQuery(sender, receiver, value, contentType, sessionType, from, to, text);
    }

    public HistoryQuery ofContentType(int value) {
        return new HistoryQuery(sender, receiver, conversation, value, sessionType, from, to, text);
    }

    public HistoryQuery ofSessionType(int value) {
        return new HistoryQuery(sender, receiver, conversation, contentType, value, from, to, text);
    }

    /** Sent in this time: ms since epoch, the end not included. */
    public HistoryQuery between(long start, long end) {
        return new HistoryQuery(sender, receiver, conversation, contentType, sessionType, start, end, text);
    }

    public HistoryQuery containing(String value) {
        return new HistoryQuery(sender, receiver, conversation, contentType, sessionType, from, to, value);
    }
}
