package dev.tidings.push;

import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the gateway leaves its sockets for the push module, which must not know the gateway. */
@ApplicationScoped
public class LocalNode implements NodeSockets {
    private volatile NodeSockets sockets = deliveries -> Map.of();

    /** Called by the gateway once, when it is ready for connections. */
    public void open(NodeSockets gateway) {
        sockets = gateway;
    }

    @Override
    public Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
        return sockets.deliver(deliveries);
    }
}
