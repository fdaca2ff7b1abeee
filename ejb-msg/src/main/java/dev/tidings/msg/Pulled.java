package dev.tidings.msg;

import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import java.util.List;

/**
 * What a pull of one conversation brought.
 *
 * @param messages ascending by seq
 * @param missing seqs that were asked for by number and exist no more
 * @param isEnd whether the range asked for reaches beyond what there is
 * @param endSeq where that is, 0 if {@code isEnd} is false
 */
public record Pulled(
        ConversationId conversation, List<StoredMessage> messages, List<Long> missing, boolean isEnd, long endSeq) {
    public Pulled {
        messages = List.copyOf(messages);
        missing = List.copyOf(missing);
    }
}
