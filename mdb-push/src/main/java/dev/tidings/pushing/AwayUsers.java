package dev.tidings.pushing;

import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.offline.Away;
import dev.tidings.offline.OfflineQueue;
import dev.tidings.push.Delivery;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Leaves messages for users who have no socket anywhere to the offline push, if any provider is configured. */
@Dependent
class AwayUsers {
    private final OfflineQueue queue;

    @Inject
    AwayUsers(OfflineQueue queue) {
        this.queue = queue;
    }

    /**
     * Puts what these users miss on the queue: nothing of their own, and nothing whose {@code offlinePush} is off, as it is
     * for the server's own notifications.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the queue is away
     */
    void tell(List<Delivery> deliveries, Set<UserId> users) {
        if (users.isEmpty() || !queue.isOn()) {
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
            queue.put(missed);
        }
    }
}
