package dev.tidings.pushing;

import dev.tidings.cluster.LivingNodes;
import dev.tidings.cluster.NodeId;
import dev.tidings.container.ThreadPools;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.Lines;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.push.OnlinePushCheck;
import dev.tidings.queue.PushRetries;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Routes deliveries, those that the business server has a say in when it has spoken. Nobody waits for it: the caller goes on,
 * and a conversation with an undecided delivery gets a line, in which all of them are asked about at once and each goes when
 * it is decided and those before it have gone. Other conversations are not held up.
 *
 * <p>What stands in a line is in memory alone, and the caller has forgotten it. So a copy is left on the push queue, which
 * comes back when everything in it must have gone. It is pushed by whoever takes it if the node that left it is gone by then.
 */
@ApplicationScoped
class OnlinePushing {
    private static final System.Logger LOG = System.getLogger(OnlinePushing.class.getName());
    /** Deliveries in all lines; each may be as large as a message. */
    static final int WAITING_MAX = 10_000;
    /** They route, which may wait for another node. */
    private static final int THREADS = 4;
    /** What the copy of a decided delivery leaves for it to be routed. */
    private static final Duration COPY_MARGIN = Duration.ofSeconds(2);

    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final OnlinePushCheck check;
    private final Router router;
    private final AsStored asStored;
    private final PushRetries copies;
    private final LivingNodes nodes;
    private final Lines<ConversationId> lines = new Lines<>();
    private final Semaphore places = new Semaphore(WAITING_MAX);
    private @Nullable ExecutorService executor;

    @Inject
    OnlinePushing(
            OnlinePushCheck check,
            Router router,
            AsStored asStored,
            PushRetries copies,
            LivingNodes nodes,
            ThreadFactory threads) {
        this.check = check;
        this.router = router;
        this.asStored = asStored;
        this.copies = copies;
        this.nodes = nodes;
        if (check.isOn()) {
            // The places bound what can wait in the pool's queue.
            executor = ThreadPools.started(threads, "im-push", THREADS);
        }
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected OnlinePushing() {
        this.check = null;
        this.router = null;
        this.asStored = null;
        this.copies = null;
        this.nodes = null;
    }

    /**
     * Pushes the deliveries, some of them later; see {@link dev.tidings.push.Push#push}.
     *
     * @throws ImException {@code UNAVAILABLE} if a queue is away or too much waits; then all of it is to be repeated
     */
    void push(List<Delivery> deliveries) {
        ExecutorService pool = executor;
        if (pool == null) {
            router.route(deliveries, 0);
            return;
        }
        Set<ConversationId> held = new HashSet<>();
        for (Delivery delivery : deliveries) {
            ConversationId conversation = delivery.message().conversation();
            if (lines.isWaiting(conversation) || check.concerns(delivery)) {
                held.add(conversation);
            }
        }
        List<Delivery> later =
                deliveries.stream().filter(it -> isHeld(it, held)).toList();
        if (!later.isEmpty()) {
            hold(later, pool);
        }
        List<Delivery> now = deliveries.stream().filter(it -> !isHeld(it, held)).toList();
        if (!now.isEmpty()) {
            router.route(now, 0);
        }
    }

    /** Takes back a copy: what a node that is gone left behind is pushed. */
    void takeBack(List<Delivery> deliveries, NodeId keeper) {
        if (!nodes.isAlive(keeper)) {
            push(asStored.now(deliveries));
        }
    }

    private static boolean isHeld(Delivery delivery, Set<ConversationId> held) {
        return held.contains(delivery.message().conversation());
    }

    private void hold(List<Delivery> deliveries, ExecutorService pool) {
        if (!places.tryAcquire(deliveries.size())) {
            throw new ImException(
                    ErrorCode.UNAVAILABLE, WAITING_MAX + " pushes wait for the business server's word or their turn");
        }
        try {
            copies.keep(deliveries, nodes.self().value(), check.patience().plus(COPY_MARGIN));
        } catch (RuntimeException e) {
            places.release(deliveries.size());
            throw e;
        }
        deliveries.forEach(delivery -> hold(delivery, pool));
    }

    private void hold(Delivery delivery, ExecutorService pool) {
        CompletableFuture<Delivery> decision = new CompletableFuture<>();
        lines.join(delivery.message().conversation(), decision, this::route).whenComplete((done, failure) -> {
            places.release();
            if (failure != null) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "IM-2203 message " + delivery.message().id()
                                + " was not pushed, its users see it with the next one or when they reconnect",
                        failure);
            }
        });
        // It has its place in the line by now, and goes on from the pool and not from the caller.
        CompletionStage<Delivery> undecided = CompletableFuture.completedFuture(delivery);
        undecided
                .thenCompose(this::decided)
                .whenCompleteAsync(
                        (audience, failure) -> {
                            if (failure == null) {
                                decision.complete(delivery.narrowedTo(audience));
                            } else {
                                decision.completeExceptionally(failure);
                            }
                        },
                        pool);
    }

    /** Who gets it: the sender always does, whose devices learn its seq by it. */
    private CompletionStage<Set<UserId>> decided(Delivery delivery) {
        if (!check.concerns(delivery)) {
            return CompletableFuture.completedFuture(delivery.message().participants());
        }
        return check.receivers(delivery).thenApply(receivers -> {
            Set<UserId> audience = new LinkedHashSet<>(receivers);
            audience.add(delivery.message().sender());
            return audience;
        });
    }

    /** It waited, so it may have been revoked meanwhile. A store or queue that is away is waited for, as a lane does. */
    private CompletionStage<Void> route(Delivery delivery) {
        Duration pause = PAUSE_MIN;
        while (true) {
            try {
                router.route(asStored.now(List.of(delivery)), 0);
                return CompletableFuture.completedFuture(null);
            } catch (ImException e) {
                if (e.code() != ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                LOG.log(
                        System.Logger.Level.WARNING,
                        "IM-2204 " + e.detail() + ", a push waits " + pause.toMillis() + " ms",
                        e);
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("this node stops; what waits is pushed by another or after the start", e);
        }
    }

    /** What waits is lost here, and found again on the push queue. */
    @PreDestroy
    void stop() {
        ExecutorService pool = executor;
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
