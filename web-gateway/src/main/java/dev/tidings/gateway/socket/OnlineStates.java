package dev.tidings.gateway.socket;

import dev.tidings.message.UserId;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.SubUserOnlineStatusElem;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who on this node wants to know whether whom is online, on whatever node. A subscription ends with its socket. */
@ApplicationScoped
class OnlineStates {
    /** Users that one socket can subscribe to. */
    static final int SUBSCRIPTIONS_MAX = 3_000;

    private final Map<UserId, Set<Connection>> subscribers = new ConcurrentHashMap<>();
    private final Map<Connection, Set<UserId>> subscriptions = new ConcurrentHashMap<>();
    private final Presence presence;

    @Inject
    OnlineStates(Presence presence) {
        this.presence = presence;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected OnlineStates() {
        this(null);
    }

    /** Changes what a socket wants to know, and tells it the present state of what it wants to know anew. */
    SubUserOnlineStatusTips subscribe(Connection connection, SubUserOnlineStatus wanted) {
        Set<UserId> mine = subscriptions.computeIfAbsent(connection, it -> ConcurrentHashMap.newKeySet());
        for (String user : wanted.getUnsubscribeUserIDList()) {
            mine.remove(new UserId(user));
            drop(new UserId(user), connection);
        }
        SubUserOnlineStatusTips.Builder tips = SubUserOnlineStatusTips.newBuilder();
        for (String id : wanted.getSubscribeUserIDList()) {
            UserId user = new UserId(id);
            if (mine.size() < SUBSCRIPTIONS_MAX) {
                mine.add(user);
                subscribers
                        .computeIfAbsent(user, it -> ConcurrentHashMap.newKeySet())
                        .add(connection);
            }
            tips.addSubscribers(state(user));
        }
        if (connection.hasLeft()) {
            // It was closed meanwhile, and what it left behind was cleared away before this was added.
            forget(connection);
        }
        return tips.build();
    }

    private SubUserOnlineStatusElem state(UserId user) {
        return SubUserOnlineStatusElem.newBuilder()
                .setUserID(user.value())
                .addAllOnlinePlatformIDs(presence.online(List.of(user)).getOrDefault(user, List.of()).stream()
                        .map(OnlineDevice::platformId)
                        .distinct()
                        .sorted()
                        .toList())
                .build();
    }

    /** Tells everyone who wants to know that a user's platforms changed. */
    void changed(UserId user) {
        Set<Connection> interested = subscribers.getOrDefault(user, Set.of());
        if (interested.isEmpty()) {
            return;
        }
        SubUserOnlineStatusTips tips =
                SubUserOnlineStatusTips.newBuilder().addSubscribers(state(user)).build();
        Response push = Response.push(ReqIdentifier.SUB_USER_ONLINE_STATUS, "", tips.toByteString());
        interested.forEach(it -> it.send(it.codec().encodeResponse(push)));
    }

    /** Forgets what a closed socket wanted to know. */
    void forget(Connection connection) {
        Set<UserId> users = subscriptions.remove(connection);
        (users == null ? List.<UserId>of() : List.copyOf(users)).forEach(user -> drop(user, connection));
    }

    private void drop(UserId user, Connection connection) {
        subscribers.computeIfPresent(user, (it, interested) -> {
            interested.remove(connection);
            return interested.isEmpty() ? null : interested;
        });
    }
}
