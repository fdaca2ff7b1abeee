package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.presence.Announcements;
import dev.tidings.token.Caller;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where sockets come in and go out: counts them, tells who is interested that a user came or went, and pings everyone,
 * because a browser cannot ping and nothing else tells a half-open connection from a quiet one. A node that is draining lets
 * nobody in and sends everybody away.
 */
@ApplicationScoped
public class Lobby {
    private static final System.Logger LOG = System.getLogger(Lobby.class.getName());

    /** How often some are pinged: thousands of pings at once, and their pongs, would be in the way of messages. */
    private static final long PING_STEP_MILLIS = 250;
    /** How often some of those who are sent away go. */
    private static final long AWAY_STEP_MILLIS = 50;
    /** What a client is given to take its last frames; a kicked socket is closed within a second. */
    private static final long LAST_FRAMES_MILLIS = 400;

    private final Sockets sockets;
    private final OnlineStates states;
    private final Announcements announcements;
    private final PresenceReports reports;
    private final int connectionsMax;
    private final int connectionsPerUserMax;
    private final Duration pingEvery;
    private final Duration silenceMax;
    private final Duration drainOnStop;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<UserId, Integer> admitted = new ConcurrentHashMap<>();
    private volatile boolean draining;

    @Resource
    private @Nullable ManagedScheduledExecutorService scheduler;

    private @Nullable ScheduledFuture<?> pings;

    @Inject
    Lobby(
            Sockets sockets,
            OnlineStates states,
            Announcements announcements,
            PresenceReports reports,
            @ConfigProperty(name = "im.ws.connections-max") int connectionsMax,
            @ConfigProperty(name = "im.ws.connections-per-user-max") int connectionsPerUserMax,
            @ConfigProperty(name = "im.ws.ping-every") Duration pingEvery,
            @ConfigProperty(name = "im.ws.silence-max") Duration silenceMax,
            @ConfigProperty(name = "im.cluster.drain-on-stop") Duration drainOnStop) {
        this.sockets = sockets;
        this.states = states;
        this.announcements = announcements;
        this.reports = reports;
        this.drainOnStop = drainOnStop;
        this.connectionsMax = connectionsMax;
        this.connectionsPerUserMax = connectionsPerUserMax;
        this.pingEvery = pingEvery;
        this.silenceMax = silenceMax;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Lobby() {
        this(null, null, null, null, 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** Made at the start: where the health check asks for it first, Payara finds no configuration for it. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {
        LOG.log(System.Logger.Level.DEBUG, "open for sockets");
    }

    @PostConstruct
    void start() {
        if (scheduler != null) {
            int shares = (int) Math.max(1, pingEvery.toMillis() / PING_STEP_MILLIS);
            long step = pingEvery.toMillis() / shares;
            AtomicInteger turn = new AtomicInteger();
            pings = scheduler.scheduleAtFixedRate(
                    () -> pingShare(turn.getAndUpdate(it -> (it + 1) % shares), shares),
                    step,
                    step,
                    TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Whether new sockets may come.
     *
     * @throws ImException {@code UNAVAILABLE} if this node is draining: another one takes the client
     */
    void checkOpen() {
        if (draining) {
            throw new ImException(ErrorCode.UNAVAILABLE, "this node is draining, connect again");
        }
    }

    /**
     * Counts a socket in; {@link #leave} has to follow in the end.
     *
     * @throws ImException {@code CONN_OVER_MAX} if this node or this user has all it may have, {@code UNAVAILABLE} if this
     *     node is draining; then it was not counted
     */
    void admit(Connection connection) {
        checkOpen();
        if (open.incrementAndGet() > connectionsMax) {
            open.decrementAndGet();
            throw new ImException(ErrorCode.CONN_OVER_MAX, "this node has all the connections it may have");
        }
        if (admitted.merge(connection.user(), 1, Integer::sum) > connectionsPerUserMax) {
            uncount(connection.user());
            throw new ImException(ErrorCode.CONN_OVER_MAX, "this user has all the connections a user may have");
        }
    }

    private void uncount(UserId user) {
        open.decrementAndGet();
        admitted.computeIfPresent(user, (it, count) -> count == 1 ? null : count - 1);
    }

    /** From here on the socket gets what is pushed. */
    void enter(Connection connection) {
        boolean first = sockets.add(connection);
        announcements.changed(connection.user());
        if (first) {
            states.changed(connection.user());
        }
        reports.online(connection);
        if (sockets.wasKicked(connection.caller().token())) {
            kick(List.of(connection.caller()));
        }
        if (draining) {
            connection.close(CloseReasons.GOING_AWAY);
        }
    }

    void leave(Connection connection) {
        connection.leave();
        uncount(connection.user());
        states.forget(connection);
        boolean entered = sockets.of(connection.user()).contains(connection);
        boolean last = sockets.remove(connection);
        if (entered) {
            announcements.changed(connection.user());
            reports.offline(connection);
        }
        if (last) {
            states.changed(connection.user());
        }
    }

    /** Notes that the client's app went to the background or came from it. */
    void background(Connection connection, boolean now) {
        if (connection.isBackground() != now) {
            connection.background(now);
            announcements.changed(connection.user());
        }
    }

    /** Closes the sockets of these tokens here, whether their clients read or not. */
    void kick(Collection<Caller> tokens) {
        List<Connection> ended = sockets.kick(tokens);
        ended.forEach(reports::kicked);
        if (!ended.isEmpty()) {
            after(LAST_FRAMES_MILLIS, () -> ended.forEach(it -> it.close(CloseReasons.KICKED)));
        }
    }

    /** Lets nobody in any more, and closes the sockets spread over this time. */
    public void drain(Duration over) {
        draining = true;
        LOG.log(
                System.Logger.Level.INFO,
                () -> "IM-1208 this node is draining: " + sockets.count() + " sockets are closed over " + over);
        sendAway(over);
    }

    /** Lets sockets in again. */
    public void resume() {
        draining = false;
        LOG.log(System.Logger.Level.INFO, "IM-1209 this node takes sockets again");
    }

    public boolean isDraining() {
        return draining;
    }

    /** Closes every socket that is open now, in a random order and spread over this time. */
    void sendAway(Duration over) {
        List<Connection> going = new ArrayList<>();
        sockets.all().forEach(going::addAll);
        Collections.shuffle(going, ThreadLocalRandom.current());
        // Few go one by one, many go some at a time.
        long step = Math.max(AWAY_STEP_MILLIS, over.toMillis() / Math.max(1, going.size()));
        int atOnce = (int) Math.ceil(going.size() * step / (double) Math.max(step, over.toMillis()));
        sendAway(going, Math.max(1, atOnce), step);
    }

    private void sendAway(List<Connection> going, int atOnce, long step) {
        int some = Math.min(going.size(), atOnce);
        List<Connection> next = going.subList(0, some);
        next.forEach(it -> it.closeWhenWritten(CloseReasons.GOING_AWAY));
        after(LAST_FRAMES_MILLIS, () -> next.forEach(it -> it.close(CloseReasons.GOING_AWAY)));
        if (some < going.size()) {
            after(step, () -> sendAway(going.subList(some, going.size()), atOnce, step));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The tasks close sockets, which throws nothing.
    private void after(long millis, Runnable task) {
        if (scheduler != null) {
            scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
        } else {
            task.run();
        }
    }

    /** Pings one of so many shares of the sockets; a socket is in the same one as long as it lives. */
    void pingShare(int share, int shares) {
        try {
            sockets.all()
                    .forEach(connections -> connections.forEach(connection -> {
                        if (Math.floorMod(System.identityHashCode(connection), shares) == share) {
                            pingOrClose(connection);
                        }
                    }));
        } catch (RuntimeException e) {
            // Thrown out of here it would end the schedule.
            LOG.log(System.Logger.Level.ERROR, "IM-1206 a round of pings failed", e);
        }
    }

    private void pingOrClose(Connection connection) {
        if (connection.silentNanos() > silenceMax.toNanos()) {
            connection.close(CloseReasons.SILENT);
        } else {
            connection.ping();
        }
    }

    /** Before the container takes the sockets away itself, and all at once. */
    void stopping(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event) {
        if (draining || sockets.count() == 0 || drainOnStop.isZero()) {
            return;
        }
        drain(drainOnStop);
        long end = System.nanoTime() + drainOnStop.plusSeconds(1).toNanos();
        try {
            while (sockets.count() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(AWAY_STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
