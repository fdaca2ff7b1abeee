package dev.tidings.push;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.token.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway leaves its sockets for the other modules, which must not know the gateway. Only who means this node alone
 * asks here: who asks for {@link Kicks} or a presence means the cluster.
 */
@ApplicationScoped
@Typed(LocalNode.class)
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

    @Override
    public Set<UserId> everyone() {
        NodeSockets open = sockets;
        return open == null ? Set.of() : open.everyone();
    }

    @Override
    public int sockets() {
        NodeSockets open = sockets;
        return open == null ? 0 : open.sockets();
    }

    @Override
    public List<Caller> logins() {
        NodeSockets open = sockets;
        return open == null ? List.of() : open.logins();
    }

    @Override
    public void changedElsewhere(Collection<UserId> users) {
        NodeSockets open = sockets;
        if (open != null) {
            open.changedElsewhere(users);
        }
    }

    @Override
    public void sendAway(Duration over) {
        NodeSockets open = sockets;
        if (open != null) {
            open.sendAway(over);
        }
    }
}
