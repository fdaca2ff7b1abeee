package dev.tidings.msg;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.util.List;

/**
 * A draft that has passed the rules, and where it goes by them.
 *
 * @param draft with everything that the server decides but the time of sending
 */
record Cleared(Draft draft, ConversationId conversation, List<UserId> receivers) {
    Cleared {
        receivers = List.copyOf(receivers);
    }
}
