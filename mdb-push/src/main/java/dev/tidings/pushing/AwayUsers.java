package dev.tidings.pushing;

import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.offline.Away;
import dev.tidings.offline.OfflineQueue;
import dev.tidings.push.Delivery;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Leaves messages for users who have no socket anywhere to the offline push, if there is one. */
@Dependent
class AwayUsers {
    private final Iterable<OfflineQueue> queues;

    @Inject
    AwayUsers(Instance<OfflineQueue> queues) {
        this((Iterable<OfflineQueue>) queues);
    }

    AwayUsers(Iterable<OfflineQueue> queues) {
        this.queues = queues;
    }

    /**
     * Puts what these users miss on the queue: nothing of their own, and nothing whose {@code offlinePush} is off, as it is
     * for the server's own notifications.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the queue is away
     */
    void tell(List<Delivery> deliveries, Set<UserId> users) {
        if (users.isEmpty()) {
            return;
        }
        Iterator<OfflineQueue> queue = queues.iterator();
        if (!queue.hasNext()) {
            return;
        }
        List<Away> missed = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (delivery.message().options().has(Option.OFFLINE_PUSH)) {
                Set<UserId> theirs = new LinkedHashSet<>(delivery.message().receivers());
                theirs.retainAll(users);
                theirs.remove(delivery.message().sender());
                if (!theirs.isEmpty()) {
                    missed.add(new Away(delivery, theirs));
                }
            }
        }
        if (!missed.isEmpty()) {
            queue.next().put(missed);
        }
    }
}
