package dev.tidings.msg;

import dev.tidings.conversation.Conversation;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.user.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's conversations as a client's list shows them, in one answer.
 *
 * @param unread messages that are not read, in all of the user's conversations
 */
public record Overview(long unread, List<Line> lines) {
    public Overview {
        lines = List.copyOf(lines);
    }

    /**
     * One conversation.
     *
     * @param last its newest message, null if there is none
     * @param peer the other user, null if there is none
     * @param state how far it is and how far it is read
     */
    public record Line(
            Conversation conversation,
            @Nullable StoredMessage last,
            @Nullable User peer,
            ReadState state) {}
}
