package dev.tidings.push;

import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import java.util.Set;

/**
 * A message on its way to the devices of its audience.
 *
 * @param seq its conversation seq; 0 for one that is pushed only, never stored
 */
public record Delivery(Message message, long seq) {
    /** The same for these of its audience alone. */
    public Delivery narrowedTo(Set<UserId> users) {
        return new Delivery(message.narrowedTo(users), seq);
    }
}
