package dev.tidings.offline;

import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Badges in the heap, for tests. */
public final class InMemoryBadges implements Badges {
    private final Map<UserId, Integer> unread = new HashMap<>();

    @Override
    public synchronized void set(UserId user, int number) {
        unread.put(user, number);
    }

    @Override
    public synchronized void increment(Collection<UserId> users) {
        users.forEach(user -> unread.merge(user, 1, Integer::sum));
    }

    @Override
    public synchronized Map<UserId, Integer> of(Collection<UserId> users) {
        return users.stream().distinct().collect(Collectors.toMap(user -> user, user -> unread.getOrDefault(user, 0)));
    }
}
