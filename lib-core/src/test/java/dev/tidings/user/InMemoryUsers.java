package dev.tidings.user;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Users in the heap, for tests. */
public final class InMemoryUsers implements Users {
    private final Map<UserId, User> users = new LinkedHashMap<>();

    @Override
    public synchronized void register(List<User> added) {
        UserLists.checkNew(added);
        if (added.stream().anyMatch(user -> users.containsKey(user.id()))) {
            throw new ImException(ErrorCode.REGISTERED_ALREADY, "a user of the list is registered already");
        }
        added.forEach(user -> users.put(user.id(), user));
    }

    @Override
    public synchronized List<User> find(Collection<UserId> ids) {
        UserLists.checkSize(ids);
        return ids.stream().distinct().map(users::get).filter(Objects::nonNull).toList();
    }

    @Override
    public synchronized Set<UserId> existing(Collection<UserId> ids) {
        UserLists.checkSize(ids);
        Set<UserId> existing = new HashSet<>(ids);
        existing.retainAll(users.keySet());
        return existing;
    }

    @Override
    public synchronized void update(UserChanges changes) {
        User user = users.get(changes.id());
        if (user == null) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "the user is not registered");
        }
        users.put(user.id(), changes.appliedTo(user));
    }

    @Override
    public synchronized Page<User> page(PageRequest request) {
        return new Page<>(
                users.size(),
                users.values().stream()
                        .sorted(Comparator.comparingLong(User::createTime).thenComparing(User::id))
                        .skip(request.skip())
                        .limit(request.size())
                        .toList());
    }

    @Override
    public synchronized Page<User> ofLevel(int level, String keyword, PageRequest request) {
        List<User> all = users.values().stream()
                .filter(user -> user.appMangerLevel() == level)
                .filter(user ->
                        user.id().value().equals(keyword) || user.nickname().contains(keyword))
                .sorted(Comparator.comparingLong(User::createTime).thenComparing(User::id))
                .toList();
        return new Page<>(
                all.size(),
                all.stream().skip(request.skip()).limit(request.size()).toList());
    }

    @Override
    public synchronized Registrations registrations(Instant start, Instant end) {
        UserLists.checkPeriod(start, end);
        TreeMap<LocalDate, Long> perDay = new TreeMap<>();
        long before = 0;
        for (User user : users.values()) {
            Instant registered = Instant.ofEpochMilli(user.createTime());
            if (registered.isBefore(start)) {
                before++;
            } else if (registered.isBefore(end)) {
                perDay.merge(LocalDate.ofInstant(registered, ZoneOffset.UTC), 1L, Long::sum);
            }
        }
        return new Registrations(users.size(), before, perDay);
    }
}
