package dev.tidings.msg;

import dev.tidings.message.UserId;
import java.util.List;

/**
 * What became of one message to many: each receiver is in one of the two.
 *
 * @param sent in the order in which they were asked for
 * @param failed there is no such user, it was refused for this one, or it is not known whether the queue has it; the same
 *     request again reaches those who can be reached, and sends nothing twice
 */
public record Broadcast(List<Reached> sent, List<UserId> failed) {
    public Broadcast {
        sent = List.copyOf(sent);
        failed = List.copyOf(failed);
    }

    /** A receiver and the message that was made for him. */
    public record Reached(UserId receiver, Sent sent) {}
}
