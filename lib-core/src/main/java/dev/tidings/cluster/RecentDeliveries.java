package dev.tidings.cluster;

import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this node routed in the last seconds, by user. A socket may open on another node a moment before a message is routed
 * here, and be announced a moment after: then nobody told that node of the message. Whoever hears the announcement looks in
 * here and makes up for it.
 */
final class RecentDeliveries {
    /** Some seconds' worth of a busy node; beyond it the oldest go first. */
    static final int MAX = 20_000;

    private final long keepNanos;
    private final Deque<Recent> newestLast = new ArrayDeque<>();
    private final Map<UserId, Deque<Recent>> byUser = new HashMap<>();
    private long routed;

    /** One delivery and the nodes that were given it. */
    static final class Recent {
        private final Delivery delivery;
        private final Collection<UserId> users;
        private final long at;
        private final long order;
        private final Set<NodeId> given = ConcurrentHashMap.newKeySet(2);

        private Recent(Delivery delivery, Collection<UserId> users, long at, long order) {
            this.delivery = delivery;
            this.users = users;
            this.at = at;
            this.order = order;
        }

        void given(NodeId node) {
            given.add(node);
        }

        void failed(NodeId node) {
            given.remove(node);
        }
    }

    RecentDeliveries(long keepNanos) {
        this.keepNanos = keepNanos;
    }

    synchronized Recent remember(Delivery delivery, Collection<UserId> users, long now) {
        Recent recent = new Recent(delivery, users, now, routed++);
        newestLast.add(recent);
        users.forEach(
                it -> byUser.computeIfAbsent(it, user -> new ArrayDeque<>(2)).add(recent));
        forgetBefore(now - keepNanos);
        while (newestLast.size() > MAX) {
            forgetOldest();
        }
        return recent;
    }

    /** What was routed for these users lately and not given to a node, in the order in which it was routed. */
    synchronized List<Delivery> notGiven(NodeId node, Collection<UserId> users, long now) {
        forgetBefore(now - keepNanos);
        List<Recent> missing = new ArrayList<>();
        for (UserId user : users) {
            for (Recent recent : byUser.getOrDefault(user, new ArrayDeque<>())) {
                // Given from here on: a delivery to two of the users is wanted once.
                if (recent.given.add(node)) {
                    missing.add(recent);
                }
            }
        }
        missing.sort((a, b) -> Long.compare(a.order, b.order));
        return missing.stream().map(it -> it.delivery).toList();
    }

    synchronized void forgetBefore(long time) {
        for (Recent oldest = newestLast.peek(); oldest != null && oldest.at - time < 0; oldest = newestLast.peek()) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        Recent oldest = newestLast.remove();
        for (UserId user : oldest.users) {
            byUser.computeIfPresent(user, (it, recent) -> {
                recent.poll();
                return recent.isEmpty() ? null : recent;
            });
        }
    }
}
