package dev.tidings.push;

import dev.tidings.message.UserId;
import dev.tidings.presence.Presence;
import dev.tidings.token.Caller;
import java.time.Duration;
import java.util.Collection;
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

    /** Everyone who has a socket here; a view, which changes as they come and go. */
    Set<UserId> everyone();

    /** How many sockets there are. */
    int sockets();

    /** The login of each socket. */
    List<Caller> logins();

    /** These users' platforms on other nodes are not what they were: whoever wants to know is told. */
    void changedElsewhere(Collection<UserId> users);

    /** Closes every socket that is open now, spread over this time, so that its client comes back and pulls what it missed. */
    void sendAway(Duration over);
}
