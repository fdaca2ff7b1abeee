package dev.tidings.push;

import dev.tidings.message.UserId;
import dev.tidings.presence.Presence;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sockets that are open on this node. */
public interface NodeSockets extends Kicks, Presence {
    /**
     * Queues the deliveries on every socket of each audience that is open here. Never blocks on a slow reader.
     *
     * @return for each user who has a socket here, the platforms it was queued for
     */
    Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries);
}
