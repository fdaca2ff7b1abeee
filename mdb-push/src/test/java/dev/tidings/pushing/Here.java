package dev.tidings.pushing;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.push.NodeSockets;
import dev.tidings.token.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sockets of these users. */
final class Here implements NodeSockets {
    final List<UserId> users = new ArrayList<>();
    final List<Delivery> delivered = new CopyOnWriteArrayList<>();

    @Override
    public Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
        delivered.addAll(deliveries);
        Map<UserId, Set<Integer>> reached = new HashMap<>();
        deliveries.forEach(it ->
                it.message().audience().stream().filter(users::contains).forEach(user -> reached.put(user, Set.of(1))));
        return reached;
    }

    @Override
    public void kick(Collection<Caller> tokens) {}

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> asked) {
        return Map.of();
    }

    @Override
    public Set<UserId> everyone() {
        return Set.copyOf(users);
    }

    @Override
    public int sockets() {
        return users.size();
    }

    @Override
    public List<Caller> logins() {
        return List.of();
    }

    @Override
    public void changedElsewhere(Collection<UserId> changed) {}

    @Override
    public void sendAway(Duration over) {}
}
