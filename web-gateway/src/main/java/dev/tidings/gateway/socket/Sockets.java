package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ConversationMessages;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.SequencedMessage;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import dev.tidings.push.Delivery;
import dev.tidings.token.Caller;
import dev.tidings.token.TokenId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The sockets that are open on this node, by user. Other modules get at them through {@link GatewayNode} only. */
@ApplicationScoped
@Typed(Sockets.class)
class Sockets implements Presence {
    /** A kick that comes while a socket of its token is being opened must not miss it; logins under way are fewer. */
    private static final int KICKED_REMEMBERED = 10_000;

    private final Map<UserId, List<Connection>> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Set<TokenId> kicked = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenId, Boolean> eldest) {
            return size() > KICKED_REMEMBERED;
        }
    }));

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
        count.incrementAndGet();
        return first[0];
    }

    /** Removes a socket; says whether it was the user's last here on its platform. */
    boolean remove(Connection connection) {
        boolean[] last = new boolean[1];
        byUser.computeIfPresent(connection.user(), (user, open) -> {
            boolean removed = open.remove(connection);
            if (removed) {
                count.decrementAndGet();
            }
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

    /** Everyone who has a socket; a view. */
    Set<UserId> everyone() {
        return Collections.unmodifiableSet(byUser.keySet());
    }

    int count() {
        return count.get();
    }

    /** Whether this token was kicked lately: then its socket, which came too late for the kick, has to go as well. */
    boolean wasKicked(TokenId token) {
        return kicked.contains(token);
    }

    /** Tells the sockets that were opened with these tokens that they were kicked, and closes them; says which. */
    List<Connection> kick(Collection<Caller> tokens) {
        List<Connection> ended = new ArrayList<>();
        for (Caller token : tokens) {
            // First this: whoever is being opened now looks in here after it was added.
            kicked.add(token.token());
            for (Connection connection : of(token.user())) {
                if (connection.caller().token().equals(token.token()) && !connection.isClosing()) {
                    connection.kick();
                    ended.add(connection);
                }
            }
        }
        return ended;
    }

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        Map<UserId, List<OnlineDevice>> online = new HashMap<>();
        for (UserId user : users) {
            List<OnlineDevice> devices =
                    of(user).stream().map(Connection::device).toList();
            if (!devices.isEmpty()) {
                online.put(user, devices);
            }
        }
        return online;
    }

    /**
     * Queues the deliveries on every socket of each audience.
     *
     * @return for each user who has a socket here, the platforms it was queued for
     */
    Map<UserId, Set<Integer>> deliver(List<Delivery> deliveries) {
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
                connection.push(
                        delivery.message().conversation(),
                        delivery.seq(),
                        frames.computeIfAbsent(connection.codec(), codec -> frame(delivery, codec)));
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
