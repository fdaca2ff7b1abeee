package dev.tidings.push;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.token.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the gateway leaves its sockets for the other modules, which must not know the gateway. */
@ApplicationScoped
public class LocalNode implements NodeSockets {
    private volatile @Nullable NodeSockets sockets;

    /** Called by the gateway once, when it is ready for connections. */
    public void open(NodeSockets gateway) {
        sockets = gateway;
    }

    @Override
    public Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
        NodeSockets open = sockets;
        return open == null ? Map.of() : open.deliver(deliveries);
    }

    @Override
    public void kick(Collection<Caller> tokens) {
        NodeSockets open = sockets;
        if (open != null) {
            open.kick(tokens);
        }
    }

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        NodeSockets open = sockets;
        return open == null ? Map.of() : open.online(users);
    }
}
