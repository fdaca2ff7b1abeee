package dev.tidings.offline;

import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.util.Set;

/**
 * A message and those of its receivers who have no socket on any node.
 *
 * @param users never the sender
 */
public record Away(Delivery delivery, Set<UserId> users) {
    public Away {
        users = Set.copyOf(users);
    }
}
