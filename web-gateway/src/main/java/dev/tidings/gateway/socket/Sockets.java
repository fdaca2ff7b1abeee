package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ConversationMessages;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.SequencedMessage;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import dev.tidings.push.NodeSockets;
import dev.tidings.token.Caller;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sockets that are open on this node, by user. Other modules get at them through {@link LocalNode} only. */
@ApplicationScoped
@Typed(Sockets.class)
class Sockets implements NodeSockets {
    private final Map<UserId, List<Connection>> byUser = new ConcurrentHashMap<>();
    private final LocalNode node;

    @Inject
    Sockets(LocalNode node) {
        this.node = node;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Sockets() {
        this(null);
    }

    @PostConstruct
    void open() {
        node.open(this);
    }

    /** Adds a socket; says whether it is the user's first here on its platform. */
    boolean add(Connection connection) {
        boolean[] first = new boolean[1];
        byUser.compute(connection.user(), (user, open) -> {
            List<Connection> connections = open == null ? new CopyOnWriteArrayList<>() : open;
            first[0] = connections.stream()
                    .noneMatch(it ->
                            it.caller().platformId() == connection.caller().platformId());
            connections.add(connection);
            return connections;
        });
        return first[0];
    }

    /** Removes a socket; says whether it was the user's last here on its platform. */
    boolean remove(Connection connection) {
        boolean[] last = new boolean[1];
        byUser.computeIfPresent(connection.user(), (user, open) -> {
            boolean removed = open.remove(connection);
            last[0] = removed
                    && open.stream()
                            .noneMatch(it -> it.caller().platformId()
                                    == connection.caller().platformId());
            return open.isEmpty() ? null : open;
        });
        return last[0];
    }

    List<Connection> of(UserId user) {
        return byUser.getOrDefault(user, List.of());
    }

    Collection<List<Connection>> all() {
        return byUser.values();
    }

    Set<Integer> platforms(UserId user) {
        Set<Integer> platforms = new TreeSet<>();
        of(user).forEach(it -> platforms.add(it.caller().platformId()));
        return platforms;
    }

    @Override
    public void kick(Collection<Caller> tokens) {
        for (Caller kicked : tokens) {
            for (Connection connection : of(kicked.user())) {
                if (connection.caller().token().equals(kicked.token())) {
                    connection.closeAfter(
                            connection
                                    .codec()
                                    .encodeResponse(Response.push(ReqIdentifier.KICK_ONLINE_MSG, "", ByteString.EMPTY)),
                            CloseReasons.KICKED);
                }
            }
        }
    }

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        Map<UserId, List<OnlineDevice>> online = new HashMap<>();
        for (UserId user : users) {
            List<OnlineDevice> devices = of(user).stream()
                    .map(it -> new OnlineDevice(it.caller().platformId(), it.id(), it.isBackground()))
                    .toList();
            if (!devices.isEmpty()) {
                online.put(user, devices);
            }
        }
        return online;
    }

    @Override
    public Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
        Map<UserId, Set<Integer>> reached = new HashMap<>();
        for (Delivery delivery : deliveries) {
            deliver(delivery, reached);
        }
        return reached;
    }

    /** The frame is encoded once for each codec that is in use among the audience, and shared. */
    private void deliver(Delivery delivery, Map<UserId, Set<Integer>> reached) {
        Map<FrameCodec, ByteBuffer> frames = new HashMap<>();
        for (UserId user : delivery.message().audience()) {
            for (Connection connection : of(user)) {
                connection.send(frames.computeIfAbsent(connection.codec(), codec -> frame(delivery, codec)));
                reached.computeIfAbsent(user, it -> new TreeSet<>())
                        .add(connection.caller().platformId());
            }
        }
    }

    private static ByteBuffer frame(Delivery delivery, FrameCodec codec) {
        ByteString data = ConversationMessages.encode(List.of(ConversationMessages.pushed(
                delivery.message().conversation().value(),
                delivery.message().conversation().isNotification(),
                List.of(new SequencedMessage(delivery.message().body(), delivery.seq())))));
        return codec.encodeResponse(
                Response.push(ReqIdentifier.PUSH_MSG, delivery.message().operationId(), data));
    }
}
