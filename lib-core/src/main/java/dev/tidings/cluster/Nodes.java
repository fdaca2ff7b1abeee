package dev.tidings.cluster;

import dev.tidings.container.ThreadPools;
import dev.tidings.message.UserId;
import dev.tidings.presence.Announcements;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import dev.tidings.presence.PresenceEvents;
import dev.tidings.push.Delivery;
import dev.tidings.push.Kicks;
import dev.tidings.push.LocalNode;
import dev.tidings.token.Caller;
import dev.tidings.token.Tokens;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The cluster, as the modules see it: gives {@link ClusterNode} its threads and its wires. */
@ApplicationScoped
public class Nodes implements Kicks, Presence, RemoteSockets, Announcements, LivingNodes {
    private static final System.Logger LOG = System.getLogger(Nodes.class.getName());
    private static final long TICK_MILLIS = 100;
    /** Nothing here waits for a store or a client, so a few threads are enough for everything others ask. */
    private static final int WORKERS = 4;
    /** Deliveries of others that may wait here; beyond it they are told that this node is busy. */
    private static final int WAITING_MAX = 2_000;

    private final ClusterSettings settings;
    private final boolean enabled;
    private final LocalNode here;
    private final Tokens tokens;
    private final BiConsumer<UserId, OnlineDevice> lost;
    private final ThreadFactory threads;
    private @Nullable ScheduledThreadPoolExecutor steps;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable ThreadPoolExecutor workers;
    private @Nullable ClusterNode node;

    @Inject
    Nodes(
            LocalNode here,
            Tokens tokens,
            Instance<PresenceEvents> events,
            ThreadFactory threads,
            @ConfigProperty(name = "im.cluster.enabled") boolean enabled,
            @ConfigProperty(name = "im.auth.token-secret") String secret,
            @ConfigProperty(name = "im.cluster.pulse-every") Duration pulseEvery,
            @ConfigProperty(name = "im.cluster.silence-max") Duration silenceMax,
            @ConfigProperty(name = "im.cluster.call-timeout") Duration callTimeout) {
        this(
                here,
                tokens,
                (user, device) -> events.forEach(it -> it.lost(user, device)),
                threads,
                enabled,
                // Asked for here: Payara fails to inject an Optional into this constructor.
                new ClusterSettings(
                        ConfigProvider.getConfig()
                                .getOptionalValue("im.node.name", String.class)
                                .orElse(""),
                        secret,
                        pulseEvery,
                        silenceMax,
                        callTimeout));
    }

    Nodes(
            LocalNode here,
            Tokens tokens,
            BiConsumer<UserId, OnlineDevice> lost,
            ThreadFactory threads,
            boolean enabled,
            ClusterSettings settings) {
        this.here = here;
        this.tokens = tokens;
        this.lost = lost;
        this.threads = threads;
        this.enabled = enabled;
        this.settings = settings;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Nodes() {
        this(null, null, null, null, false, null);
    }

    /** At the start of the application, and not when the first client comes. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {
        LOG.log(System.Logger.Level.DEBUG, () -> settings + ", " + node().self());
    }

    @PostConstruct
    void start() {
        ScheduledThreadPoolExecutor ticker =
                new ScheduledThreadPoolExecutor(1, ThreadPools.named(threads, "im-cluster"), Nodes::afterTheEnd);
        ticker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WAITING_MAX),
                ThreadPools.named(threads, "im-cluster-worker"));
        pool.allowCoreThreadTimeOut(true);
        ClusterNode opened = new ClusterNode(
                NodeId.random(new SecureRandom()),
                settings,
                enabled ? HazelcastOfPayara.grid() : new LoneGrid(),
                here,
                tokens::revokedAmong,
                lost,
                System::nanoTime,
                ticker,
                pool);
        steps = ticker;
        workers = pool;
        node = opened;
        ticker.execute(opened::open);
        ticks = ticker.scheduleWithFixedDelay(() -> tick(opened), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void afterTheEnd(Runnable task, ThreadPoolExecutor executor) {
        if (!executor.isShutdown()) {
            throw new RejectedExecutionException("the queue of a scheduler has no end");
        }
    }

    private static void tick(ClusterNode node) {
        try {
            node.tick();
        } catch (RuntimeException e) {
            // Thrown out of here it would end the schedule.
            LOG.log(System.Logger.Level.ERROR, "IM-2509 the cluster's clock tick failed, the next one comes", e);
        }
    }

    @PreDestroy
    void stop() {
        if (steps != null && ticks != null && workers != null && node != null) {
            ticks.cancel(false);
            steps.shutdownNow();
            node.close();
            workers.shutdown();
        }
    }

    private ClusterNode node() {
        ClusterNode started = node;
        if (started == null) {
            throw new IllegalStateException("the container has not started this bean");
        }
        return started;
    }

    @Override
    public CompletionStage<Reached> deliver(List<Delivery> deliveries) {
        return node().deliver(deliveries);
    }

    @Override
    public void kick(Collection<Caller> tokens) {
        node().kick(tokens);
    }

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        return node().online(users);
    }

    @Override
    public void changed(UserId user) {
        node().changed(user);
    }

    @Override
    public NodeId self() {
        return node().self();
    }

    @Override
    public boolean isAlive(NodeId asked) {
        return node().nodes().stream().anyMatch(it -> it.id().equals(asked));
    }

    /** All nodes of the cluster as this one sees them, this one first. */
    public List<NodeStatus> all() {
        return node().nodes();
    }

    /** Tells the others whether this node is draining. */
    public void draining(boolean now) {
        node().draining(now);
    }
}
