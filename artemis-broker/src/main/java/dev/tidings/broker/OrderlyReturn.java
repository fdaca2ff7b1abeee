package dev.tidings.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the order of lanes while a consumer goes: its queue is paused from before the consumer's messages are taken from it
 * until they are back in the queue. In between, Artemis (2.56) holds that nobody has any message in hand; a queue that waits for
 * just that, because another consumer came, would deal out what was sent later, before what comes back. Only for queues with
 * {@code group-rebalance}; {@code broker.xml} names this class as a plugin.
 *
 * <p>A queue that an operator has paused stays so. One who pauses it in the few milliseconds of a return has to do so again.
 */
public final class OrderlyReturn implements ActiveMQServerPlugin {
    private static final System.Logger LOG = System.getLogger(OrderlyReturn.class.getName());
    /** A return that has not ended by then never will: order is of no use to a queue that stands still. */
    private static final long RETURN_SECONDS_MAX = 30;

    /** The consumers whose messages are not back yet, and what ends the wait for each. */
    private final Map<Queue, Map<ServerConsumer, Future<?>>> returning = new ConcurrentHashMap<>();

    private @Nullable ActiveMQServer server;

    /** For the broker, which makes it by its name. */
    public OrderlyReturn() {}

    @Override
    public void registered(ActiveMQServer broker) {
        server = broker;
    }

    @Override
    public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
        Queue queue = consumer.getQueue();
        if (server == null || !queue.isGroupRebalance() || consumer.isBrowseOnly()) {
            return;
        }
        Future<?> end =
                server.getScheduledPool().schedule(() -> giveUp(queue, consumer), RETURN_SECONDS_MAX, TimeUnit.SECONDS);
        returning.compute(queue, (same, others) -> {
            if (others == null && queue.isPaused()) {
                end.cancel(false);
                return null;
            }
            queue.pause();
            Map<ServerConsumer, Future<?>> all = others == null ? new HashMap<>() : others;
            all.put(consumer, end);
            return all;
        });
    }

    @Override
    public void afterCloseConsumer(ServerConsumer consumer, boolean failed) {
        if (server == null) {
            return;
        }
        Queue queue = consumer.getQueue();
        // The messages come back as a completed operation of this very context, so this comes right after them.
        server.getStorageManager().afterCompleteOperations(new IOCallback() {
            @Override
            public void done() {
                returned(queue, consumer);
            }

            @Override
            public void onError(int errorCode, String errorMessage) {
                returned(queue, consumer);
            }
        });
    }

    private void giveUp(Queue queue, ServerConsumer consumer) {
        LOG.log(
                System.Logger.Level.ERROR,
                "a consumer of " + queue.getName() + " did not close within " + RETURN_SECONDS_MAX
                        + " s, the queue goes on without it");
        returned(queue, consumer);
    }

    private void returned(Queue queue, ServerConsumer consumer) {
        returning.computeIfPresent(queue, (same, consumers) -> {
            Future<?> end = consumers.remove(consumer);
            if (end != null) {
                end.cancel(false);
            }
            if (!consumers.isEmpty()) {
                return consumers;
            }
            queue.resume();
            return null;
        });
    }
}
