package dev.tidings.user;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.message.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Users whom this node remembers to exist: every send asks whether its receiver does. Only "yes" is remembered, and users
 * are never deleted, so nothing remembered is ever wrong, and sends between known users go on while the database is away.
 */
final class RememberedUsers implements Users {
    private final Users users;
    private final Map<UserId, Boolean> known;

    /** @param max how many to remember; whoever was not asked for the longest is forgotten first */
    RememberedUsers(Users users, int max) {
        this.users = users;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UserId, Boolean> eldest) {
                return size() > max;
            }
        };
    }

    @Override
    public void register(List<User> registered) {
        users.register(registered);
        registered.forEach(user -> remember(user.id()));
    }

    @Override
    public List<User> find(Collection<UserId> ids) {
        List<User> found = users.find(ids);
        found.forEach(user -> remember(user.id()));
        return found;
    }

    @Override
    public Set<UserId> existing(Collection<UserId> ids) {
        UserLists.checkSize(ids);
        Set<UserId> existing = new LinkedHashSet<>();
        Set<UserId> unknown = new LinkedHashSet<>();
        for (UserId id : ids) {
            (isKnown(id) ? existing : unknown).add(id);
        }
        if (!unknown.isEmpty()) {
            Set<UserId> learned = users.existing(unknown);
            learned.forEach(this::remember);
            existing.addAll(learned);
        }
        return existing;
    }

    @Override
    public void update(UserChanges changes) {
        users.update(changes);
    }

    @Override
    public Page<User> page(PageRequest request) {
        return users.page(request);
    }

    @Override
    public Page<User> ofLevel(int level, String keyword, PageRequest request) {
        return users.ofLevel(level, keyword, request);
    }

    @Override
    public Registrations registrations(Instant start, Instant end) {
        return users.registrations(start, end);
    }

    private boolean isKnown(UserId id) {
        synchronized (known) {
            return known.get(id) != null;
        }
    }

    private void remember(UserId id) {
        synchronized (known) {
            known.put(id, Boolean.TRUE);
        }
    }
}
