package dev.tidings.pushing;

import dev.tidings.cluster.RemoteSockets;
import dev.tidings.cluster.RemoteSockets.Reached;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.DeadLetters;
import dev.tidings.queue.PushRetries;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Finds the nodes that hold the audience's sockets and hands them the deliveries, the other nodes first, so that they work
 * while this one does. The one way to a device, whoever asks. What a node could not be told goes to the push queue and comes
 * back here; who has a socket nowhere is told by a push provider.
 */
@Dependent
class Router {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());
    static final String QUEUE = "im.push";
    /** With the pauses below a node has two minutes; one that is gone is dropped long before, and asked no more. */
    static final int ATTEMPTS_MAX = 20;

    private static final Duration PAUSE_MIN = Duration.ofMillis(250);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(8);

    private final LocalNode here;
    private final RemoteSockets elsewhere;
    private final PushRetries retries;
    private final DeadLetters deadLetters;
    private final AwayUsers away;

    @Inject
    Router(LocalNode here, RemoteSockets elsewhere, PushRetries retries, DeadLetters deadLetters, AwayUsers away) {
        this.here = here;
        this.elsewhere = elsewhere;
        this.retries = retries;
        this.deadLetters = deadLetters;
        this.away = away;
    }

    /**
     * Hands the deliveries on. Who was not reached because a node failed is tried again by the queue, and nobody else is.
     *
     * @param attempt how often these were tried before
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if a queue is away; then all of it is to be repeated
     */
    void route(List<Delivery> deliveries, int attempt) {
        CompletionStage<Reached> answers = elsewhere.deliver(deliveries);
        Map<UserId, Set<Integer>> reached = here.deliver(deliveries);
        Reached others = answers.toCompletableFuture().join();
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            deliveries.forEach(it -> trace(it, reached, others));
        }
        if (!others.failed().isEmpty()) {
            again(deliveries, others.failed(), attempt + 1);
        }
        away.tell(deliveries, unreached(deliveries, reached, others));
    }

    private static Set<UserId> unreached(List<Delivery> deliveries, Map<UserId, Set<Integer>> reached, Reached others) {
        Set<UserId> nowhere = new HashSet<>();
        for (Delivery delivery : deliveries) {
            for (UserId user : delivery.message().receivers()) {
                if (!reached.containsKey(user)
                        && !others.platforms().containsKey(user)
                        && !others.failed().contains(user)) {
                    nowhere.add(user);
                }
            }
        }
        return nowhere;
    }

    private void again(List<Delivery> deliveries, Set<UserId> users, int attempt) {
        List<Delivery> theirs = deliveries.stream()
                .filter(it -> it.message().audience().stream().anyMatch(users::contains))
                .map(it -> it.narrowedTo(users))
                .toList();
        if (attempt > ATTEMPTS_MAX) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "IM-2202 deliveries for " + users.size() + " users failed " + ATTEMPTS_MAX
                            + " times on a node that is there, they are a dead letter");
            deadLetters.put(QUEUE, BatchCodec.encodeDeliveries(theirs), "a node did not take it for too long");
            return;
        }
        retries.putAgain(theirs, attempt, pause(attempt));
    }

    private static Duration pause(int attempt) {
        Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(attempt - 1, 10));
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }

    private static void trace(Delivery delivery, Map<UserId, Set<Integer>> reached, Reached others) {
        List<UserId> users = new ArrayList<>(delivery.message().audience());
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "pushed operationID=" + delivery.message().operationId() + " serverMsgID="
                        + delivery.message().id() + " seq=" + delivery.seq() + " users="
                        + users.stream().filter(reached::containsKey).toList()
                        + users.stream()
                                .filter(others.platforms()::containsKey)
                                .map(it -> it + " (elsewhere)")
                                .collect(Collectors.joining(", ", " ", "")));
    }
}
