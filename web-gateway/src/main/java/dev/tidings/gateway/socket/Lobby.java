package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where sockets come in and go out: counts them, tells who is interested that a user came or went, and pings everyone,
 * because a browser cannot ping and nothing else tells a half-open connection from a quiet one.
 */
@ApplicationScoped
class Lobby {
    private static final System.Logger LOG = System.getLogger(Lobby.class.getName());

    private final Sockets sockets;
    private final OnlineStates states;
    private final int connectionsMax;
    private final int connectionsPerUserMax;
    private final Duration pingEvery;
    private final Duration silenceMax;
    private final AtomicInteger open = new AtomicInteger();

    @Resource
    private @Nullable ManagedScheduledExecutorService scheduler;

    private @Nullable ScheduledFuture<?> pings;

    @Inject
    Lobby(
            Sockets sockets,
            OnlineStates states,
            @ConfigProperty(name = "im.ws.connections-max") int connectionsMax,
            @ConfigProperty(name = "im.ws.connections-per-user-max") int connectionsPerUserMax,
            @ConfigProperty(name = "im.ws.ping-every") Duration pingEvery,
            @ConfigProperty(name = "im.ws.silence-max") Duration silenceMax) {
        this.sockets = sockets;
        this.states = states;
        this.connectionsMax = connectionsMax;
        this.connectionsPerUserMax = connectionsPerUserMax;
        this.pingEvery = pingEvery;
        this.silenceMax = silenceMax;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Lobby() {
        this(null, null, 0, 0, Duration.ZERO, Duration.ZERO);
    }

    @PostConstruct
    void start() {
        if (scheduler != null) {
            pings = scheduler.scheduleAtFixedRate(
                    this::pingAll, pingEvery.toMillis(), pingEvery.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Lets a socket in.
     *
     * @param welcome the handshake's result as a text frame, the first thing the client hears; null if it wants none
     * @throws ImException {@code CONN_OVER_MAX} if this node or this user has all it may have; then there is no welcome
     */
    void enter(Connection connection, @Nullable String welcome) {
        if (open.incrementAndGet() > connectionsMax) {
            open.decrementAndGet();
            throw new ImException(ErrorCode.CONN_OVER_MAX, "this node has all the connections it may have");
        }
        if (sockets.of(connection.user()).size() >= connectionsPerUserMax) {
            open.decrementAndGet();
            throw new ImException(ErrorCode.CONN_OVER_MAX, "this user has all the connections a user may have");
        }
        if (welcome != null) {
            connection.sendText(welcome);
        }
        if (sockets.add(connection)) {
            states.changed(connection.user());
        }
    }

    void leave(Connection connection) {
        open.decrementAndGet();
        states.forget(connection);
        if (sockets.remove(connection)) {
            states.changed(connection.user());
        }
    }

    void pingAll() {
        try {
            sockets.all()
                    .forEach(connections -> connections.forEach(connection -> {
                        if (connection.silentNanos() > silenceMax.toNanos()) {
                            connection.close(CloseReasons.SILENT);
                        } else {
                            connection.ping();
                        }
                    }));
        } catch (RuntimeException e) {
            // Thrown out of here it would end the schedule.
            LOG.log(System.Logger.Level.ERROR, "IM-1206 a round of pings failed", e);
        }
    }

    @PreDestroy
    void stop() {
        if (pings != null) {
            pings.cancel(false);
        }
        sockets.all().forEach(connections -> connections.forEach(it -> it.close(CloseReasons.GOING_AWAY)));
    }
}
