package dev.tidings.gateway.socket;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import dev.tidings.push.NodeSockets;
import dev.tidings.token.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** This node's sockets as the other modules see them, which must not know the gateway. */
@ApplicationScoped
@Typed(GatewayNode.class)
class GatewayNode implements NodeSockets {
    private final LocalNode node;
    private final Sockets sockets;
    private final OnlineStates states;
    private final Lobby lobby;

    @Inject
    GatewayNode(LocalNode node, Sockets sockets, OnlineStates states, Lobby lobby) {
        this.node = node;
        this.sockets = sockets;
        this.states = states;
        this.lobby = lobby;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected GatewayNode() {
        this(null, null, null, null);
    }

    void open(@Observes @Initialized(ApplicationScoped.class) Object event) {
        node.open(this);
    }

    @Override
    public Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
        return sockets.deliver(deliveries);
    }

    @Override
    public void kick(Collection<Caller> tokens) {
        lobby.kick(tokens);
    }

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        return sockets.online(users);
    }

    @Override
    public Set<UserId> everyone() {
        return sockets.everyone();
    }

    @Override
    public int sockets() {
        return sockets.count();
    }

    @Override
    public List<Caller> logins() {
        return sockets.all().stream()
                .flatMap(List::stream)
                .map(Connection::caller)
                .toList();
    }

    @Override
    public void changedElsewhere(Collection<UserId> users) {
        users.forEach(states::changed);
    }

    @Override
    public void sendAway(Duration over) {
        lobby.sendAway(over);
    }
}
