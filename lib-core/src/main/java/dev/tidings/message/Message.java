package dev.tidings.message;

import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An accepted message. The body is the protocol's {@code MsgData}, encoded once when it was accepted and without a seq:
 * the queue, the mailboxes, the full history and every frame carry these same bytes, and a seq is appended where one is
 * known. The other fields repeat what routing needs, so that nothing on the way decodes the body.
 *
 * @param id the {@code serverMsgID}
 * @param sender whose mailbox it enters first
 * @param receivers everyone else it is for, without duplicates
 * @param sendTime ms since epoch, set when it was accepted for the first time
 * @param operationId the sender's trace id; it follows the message through every log line
 * @param body encoded {@code MsgData}, {@code seq} unset
 */
public record Message(
        MessageId id,
        ConversationId conversation,
        UserId sender,
        List<UserId> receivers,
        int contentType,
        Options options,
        long sendTime,
        String operationId,
        ByteString body) {

    public Message {
        receivers = List.copyOf(receivers);
    }

    /** Whether it gets seqs and is kept in the mailboxes. */
    public boolean isKept() {
        return options.has(Option.HISTORY);
    }

    /** Everyone in whose mailbox it belongs: the sender first, then the receivers. */
    public Set<UserId> participants() {
        Set<UserId> all = new LinkedHashSet<>();
        all.add(sender);
        all.addAll(receivers);
        return all;
    }

    /** Everyone whose devices get it: the receivers, and the sender unless {@code senderSync} is off. */
    public Set<UserId> audience() {
        Set<UserId> all = new LinkedHashSet<>();
        if (options.has(Option.SENDER_SYNC)) {
            all.add(sender);
        }
        all.addAll(receivers);
        return all;
    }

    /**
     * The same message for these of its audience alone. The sender is left out by switching {@code senderSync} off, here and
     * not in the body.
     */
    public Message narrowedTo(Set<UserId> users) {
        return new Message(
                id,
                conversation,
                sender,
                receivers.stream().filter(users::contains).toList(),
                contentType,
                users.contains(sender) ? options : options.with(Option.SENDER_SYNC, false),
                sendTime,
                operationId,
                body);
    }
}
