package dev.tidings.cluster;

import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.push.NodeSockets;
import dev.tidings.token.Caller;
import dev.tidings.token.TokenId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The sockets of one node in a test. */
final class FakeSockets implements NodeSockets {
    /** By connection id. */
    final Map<String, Socket> open = new LinkedHashMap<>();
    /** Everyone whom a change elsewhere was told of, as often as it was. */
    final List<UserId> changedElsewhere = new ArrayList<>();

    final List<Caller> kicked = new ArrayList<>();
    int deliveries;
    int calls;
    int sentAway;
    /** What happens when everybody is sent away. */
    Runnable whenSentAway = () -> {};
    /** Set to have deliveries fail. */
    boolean broken;

    static final class Socket {
        final Caller login;
        final long openedAt;
        boolean background;
        /** What its client has, by push or by pull. */
        final Set<MessageId> has = new HashSet<>();

        Socket(Caller login, long openedAt) {
            this.login = login;
            this.openedAt = openedAt;
        }
    }

    synchronized Socket open(String connection, UserId user, int platform, long now) {
        String token = String.format("%32s", Integer.toHexString(connection.hashCode()))
                .replace(' ', '0');
        Socket socket = new Socket(new Caller(user, platform, new TokenId(token), Long.MAX_VALUE), now);
        open.put(connection, socket);
        return socket;
    }

    @Override
    public synchronized Map<UserId, Set<Integer>> deliver(List<Delivery> batch) {
        if (broken) {
            throw new IllegalStateException("this node cannot deliver");
        }
        calls++;
        deliveries += batch.size();
        Map<UserId, Set<Integer>> reached = new HashMap<>();
        for (Delivery delivery : batch) {
            Set<UserId> audience = delivery.message().audience();
            open.values().stream()
                    .filter(it -> audience.contains(it.login.user()))
                    .forEach(it -> {
                        it.has.add(delivery.message().id());
                        reached.computeIfAbsent(it.login.user(), user -> new TreeSet<>())
                                .add(it.login.platformId());
                    });
        }
        return reached;
    }

    @Override
    public synchronized void kick(Collection<Caller> tokens) {
        kicked.addAll(tokens);
        open.values().removeIf(it -> tokens.contains(it.login));
    }

    @Override
    public synchronized Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        Map<UserId, List<OnlineDevice>> online = new HashMap<>();
        open.forEach((id, socket) -> {
            if (users.contains(socket.login.user())) {
                online.computeIfAbsent(socket.login.user(), user -> new ArrayList<>())
                        .add(new OnlineDevice(socket.login.platformId(), id, socket.background));
            }
        });
        return online;
    }

    @Override
    public synchronized Set<UserId> everyone() {
        Set<UserId> everyone = new HashSet<>();
        open.values().forEach(it -> everyone.add(it.login.user()));
        return everyone;
    }

    @Override
    public synchronized int sockets() {
        return open.size();
    }

    @Override
    public synchronized List<Caller> logins() {
        return open.values().stream().map(it -> it.login).toList();
    }

    @Override
    public synchronized void changedElsewhere(Collection<UserId> users) {
        changedElsewhere.addAll(users);
    }

    @Override
    public synchronized void sendAway(Duration over) {
        sentAway++;
        whenSentAway.run();
    }
}
