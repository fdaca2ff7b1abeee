package dev.tidings.broker;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * Pauses queues for several reasons at once: a queue goes on when the last of its reasons has ended. One that an operator has
 * paused stays so; an operator who pauses one meanwhile, mostly a few milliseconds, has to do so again.
 */
final class Pauses {
    private final Map<Queue, Set<Object>> reasons = new ConcurrentHashMap<>();

    /** Pauses the queue, if it is not paused already. */
    void begin(Queue queue, Object reason) {
        reasons.compute(queue, (same, others) -> {
            if (others == null && queue.isPaused()) {
                return null;
            }
            queue.pause();
            Set<Object> all = others == null ? new HashSet<>() : others;
            all.add(reason);
            return all;
        });
    }

    /** Whether this is the only reason, or there is none. */
    boolean isOnly(Queue queue, Object reason) {
        Set<Object> all = reasons.get(queue);
        return all == null || all.equals(Set.of(reason));
    }

    /** Does nothing for a reason that was none. */
    void end(Queue queue, Object reason) {
        reasons.computeIfPresent(queue, (same, all) -> {
            if (!all.remove(reason) || !all.isEmpty()) {
                return all;
            }
            queue.resume();
            return null;
        });
    }
}
