package dev.tidings.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ConsumerInfo;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Does for lanes, the message groups of a queue with {@code group-rebalance}, what Artemis (2.56) does not do by itself.
 * {@code broker.xml} names this class as a plugin.
 *
 * <p><b>Order, when a consumer goes.</b> Its queue is paused from before the consumer's messages are taken from it until they are
 * back in the queue. In between, Artemis holds that nobody has any message in hand; a queue that waits for just that, because
 * another consumer came, would deal out what was sent later, before what comes back.
 *
 * <p><b>Fairness, when consumers come.</b> A node makes all its consumers and then starts them, one after the other. The first that
 * starts would be given every lane that has something to do, a whole window of it, and keep them. So nothing is dealt out while
 * all consumers are new, and a second after the last one came the lanes are dealt out anew, when nothing is in anybody's hand.
 *
 * <p><b>Fairness, between nodes.</b> Artemis gives a lane that nobody has to the next consumer, and the consumers of one node stand
 * behind each other: with as many of them as there are lanes, the first node would get all. So before the lanes are dealt out the
 * consumers are put in another order, the first of each node, then the second of each. A node's consumers are those of one
 * connection ({@code singleConnection} of its activation).
 */
public final class LaneKeeper implements ActiveMQServerPlugin {
    private static final System.Logger LOG = System.getLogger(LaneKeeper.class.getName());
    /** A return that has not ended by then never will: order is of no use to a queue that stands still. */
    private static final long RETURN_MAX_MS = 30_000;
    /** From the last new consumer until all of them have started. */
    private static final long SETTLING_MS = 1_000;

    private static final long LOOK_MS = 5;

    private final Pauses pauses = new Pauses();
    /** What ends the wait for the messages of a consumer that is closing. */
    private final Map<ServerConsumer, Future<?>> returning = new ConcurrentHashMap<>();
    /** Held while consumers change places, so that none is put back into a queue that it has left for good. */
    private final Object places = new Object();
    /** When the last consumer came to a queue whose lanes are to be dealt out anew, in ns. */
    private final Map<Queue, Long> joined = new ConcurrentHashMap<>();

    private @Nullable ActiveMQServer server;

    /** For the broker, which makes it by its name. */
    public LaneKeeper() {}

    @Override
    public void registered(ActiveMQServer broker) {
        server = broker;
    }

    @Override
    public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
        if (server == null || !hasLanes(consumer)) {
            return;
        }
        pauses.begin(consumer.getQueue(), consumer);
        Future<?> end = timer(server).schedule(() -> giveUp(consumer), RETURN_MAX_MS, TimeUnit.MILLISECONDS);
        synchronized (places) {
            returning.put(consumer, end);
        }
    }

    @Override
    public void afterCloseConsumer(ServerConsumer consumer, boolean failed) {
        if (server == null || !hasLanes(consumer)) {
            return;
        }
        // The messages come back as a completed operation of this very context, so this comes right after them.
        server.getStorageManager().afterCompleteOperations(new IOCallback() {
            @Override
            public void done() {
                returned(consumer);
            }

            @Override
            public void onError(int errorCode, String errorMessage) {
                returned(consumer);
            }
        });
    }

    private void giveUp(ServerConsumer consumer) {
        LOG.log(
                System.Logger.Level.ERROR,
                "IM-2105 a consumer of " + consumer.getQueue().getName() + " did not close within " + RETURN_MAX_MS
                        + " ms, the queue goes on without it");
        returned(consumer);
    }

    private void returned(ServerConsumer consumer) {
        Future<?> end = returning.remove(consumer);
        if (end != null) {
            end.cancel(false);
        }
        pauses.end(consumer.getQueue(), consumer);
    }

    @Override
    public void afterCreateConsumer(ServerConsumer consumer) {
        if (server == null || !hasLanes(consumer)) {
            return;
        }
        Queue queue = consumer.getQueue();
        if (nobodyServes(queue)) {
            pauses.begin(queue, this);
        }
        if (joined.put(queue, System.nanoTime()) == null) {
            in(SETTLING_MS, () -> settle(queue));
        }
    }

    private void settle(Queue queue) {
        Long last = joined.get(queue);
        if (last == null) {
            return;
        }
        long since = millisSince(last);
        if (since < SETTLING_MS) {
            in(SETTLING_MS - since, () -> settle(queue));
        } else {
            pauses.begin(queue, this);
            deal(queue, last);
        }
    }

    /** Artemis holds what is new back until nothing is in hand, and looks only when something else happens; this looks on its own. */
    private void deal(Queue queue, Long last) {
        if (queue.getDeliveringCount() > 0 || !pauses.isOnly(queue, this)) {
            in(LOOK_MS, () -> deal(queue, last));
            return;
        }
        takeTurns(queue);
        queue.resetAllGroups();
        pauses.end(queue, this);
        if (!joined.remove(queue, last)) {
            // Somebody else came meanwhile.
            in(SETTLING_MS, () -> settle(queue));
        }
    }

    /** Puts the consumers in the order in which nodes take turns; nothing is in hand, and nothing is dealt out meanwhile. */
    private void takeTurns(Queue queue) {
        synchronized (places) {
            Map<Object, Deque<ServerConsumer>> nodes = new LinkedHashMap<>();
            queue.getConsumers().stream()
                    .filter(ServerConsumer.class::isInstance)
                    .map(ServerConsumer.class::cast)
                    .filter(it -> !returning.containsKey(it))
                    .sorted(Comparator.comparingLong(ServerConsumer::getSequentialID))
                    .forEach(it -> nodes.computeIfAbsent(it.getConnectionID(), node -> new ArrayDeque<>())
                            .add(it));
            if (nodes.size() < 2) {
                return;
            }
            for (ServerConsumer next : inTurns(nodes.values())) {
                try {
                    queue.removeConsumer(next);
                    queue.addConsumer(next);
                } catch (Exception e) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "IM-2106 a consumer of " + queue.getName() + " lost its place",
                            e);
                }
            }
        }
    }

    private static List<ServerConsumer> inTurns(Iterable<Deque<ServerConsumer>> nodes) {
        List<ServerConsumer> turns = new ArrayList<>();
        int before;
        do {
            before = turns.size();
            for (Deque<ServerConsumer> node : nodes) {
                ServerConsumer next = node.poll();
                if (next != null) {
                    turns.add(next);
                }
            }
        } while (turns.size() > before);
        return turns;
    }

    /** Whether all consumers are new, as after a start of the broker or of the only node. */
    private static boolean nobodyServes(Queue queue) {
        return queue.getConsumers().stream()
                .noneMatch(it -> it instanceof ConsumerInfo consumer && consumer.getMessagesDelivered() > 0);
    }

    private static boolean hasLanes(ServerConsumer consumer) {
        return consumer.getQueue().isGroupRebalance() && !consumer.isBrowseOnly();
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void in(long millis, Runnable step) {
        if (server != null) {
            var unused = timer(server).schedule(step, millis, TimeUnit.MILLISECONDS);
        }
    }

    private static ScheduledExecutorService timer(ActiveMQServer server) {
        return server.getScheduledPool();
    }
}
