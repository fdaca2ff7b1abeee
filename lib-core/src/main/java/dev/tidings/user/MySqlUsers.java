package dev.tidings.user;

import dev.tidings.batch.Chunks;
import dev.tidings.database.Database;
import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.database.RowRefused;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Users in the table {@code im_user}; every question goes there. */
final class MySqlUsers implements Users {
    /** Ids in one statement: enough to make its cost the rows and not the round trip. */
    private static final int CHUNK = 500;

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private final Database database;

    MySqlUsers(Database database) {
        this.database = database;
    }

    @Override
    public void register(List<User> users) {
        UserLists.checkNew(users);
        try {
            database.inTransaction(entities -> {
                users.forEach(user -> entities.persist(new UserRow(user)));
                return null;
            });
        } catch (RowRefused e) {
            if (e.isDuplicate()) {
                throw new ImException(ErrorCode.REGISTERED_ALREADY, "a user of the list is registered already", e);
            }
            throw e;
        }
    }

    @Override
    public List<User> find(Collection<UserId> ids) {
        UserLists.checkSize(ids);
        Map<UserId, User> found = new HashMap<>();
        for (List<String> chunk : chunks(ids)) {
            List<UserRow> rows = database.inTransaction(
                    entities -> entities.createQuery("select u from UserRow u where u.userId in :ids", UserRow.class)
                            .setParameter("ids", chunk)
                            .getResultList());
            rows.forEach(row -> found.put(row.user().id(), row.user()));
        }
        return ids.stream().distinct().map(found::get).filter(Objects::nonNull).toList();
    }

    @Override
    public Set<UserId> existing(Collection<UserId> ids) {
        UserLists.checkSize(ids);
        Set<UserId> existing = new LinkedHashSet<>();
        for (List<String> chunk : chunks(ids)) {
            List<String> rows = database.inTransaction(entities -> entities.createQuery(
                            "select u.userId from UserRow u where u.userId in :ids", String.class)
                    .setParameter("ids", chunk)
                    .getResultList());
            rows.forEach(id -> existing.add(new UserId(id)));
        }
        return existing;
    }

    @Override
    public void update(UserChanges changes) {
        database.inTransaction(entities -> {
            UserRow row = entities.find(UserRow.class, changes.id().value());
            if (row == null) {
                throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "the user is not registered");
            }
            row.set(changes.appliedTo(row.user()));
            return null;
        });
    }

    @Override
    public Page<User> page(PageRequest request) {
        return database.inTransaction(entities -> new Page<>(
                countBefore(entities, Long.MAX_VALUE),
                entities
                        .createQuery("select u from UserRow u order by u.createTime, u.userId", UserRow.class)
                        .setFirstResult(request.skip())
                        .setMaxResults(request.size())
                        .getResultList()
                        .stream()
                        .map(UserRow::user)
                        .toList()));
    }

    @Override
    public Page<User> ofLevel(int level, String keyword, PageRequest request) {
        String where = " from UserRow u where u.appMangerLevel = :level"
                + " and (:keyword = '' or u.userId = :keyword or locate(:keyword, u.nickname) > 0)";
        return database.inTransaction(entities -> new Page<>(
                entities.createQuery("select count(u)" + where, Long.class)
                        .setParameter("level", level)
                        .setParameter("keyword", keyword)
                        .getSingleResult(),
                entities
                        .createQuery("select u" + where + " order by u.createTime, u.userId", UserRow.class)
                        .setParameter("level", level)
                        .setParameter("keyword", keyword)
                        .setFirstResult(request.skip())
                        .setMaxResults(request.size())
                        .getResultList()
                        .stream()
                        .map(UserRow::user)
                        .toList()));
    }

    @Override
    public Registrations registrations(Instant start, Instant end) {
        UserLists.checkPeriod(start, end);
        return database.inTransaction(entities -> new Registrations(
                countBefore(entities, Long.MAX_VALUE),
                countBefore(entities, start.toEpochMilli()),
                perDay(entities, start, end)));
    }

    private static long countBefore(EntityManager entities, long end) {
        return entities.createQuery("select count(u) from UserRow u where u.createTime < :end", Long.class)
                .setParameter("end", end)
                .getSingleResult();
    }

    private static SortedMap<LocalDate, Long> perDay(EntityManager entities, Instant start, Instant end) {
        SortedMap<LocalDate, Long> perDay = new TreeMap<>();
        List<?> rows = entities.createNativeQuery("select create_time div ?1 as day, count(*) from im_user"
                        + " where create_time >= ?2 and create_time < ?3 group by day")
                .setParameter(1, DAY_MS)
                .setParameter(2, start.toEpochMilli())
                .setParameter(3, end.toEpochMilli())
                .getResultList();
        for (Object row : rows) {
            Object[] columns = (Object[]) row;
            perDay.put(LocalDate.ofEpochDay(((Number) columns[0]).longValue()), ((Number) columns[1]).longValue());
        }
        return perDay;
    }

    private static List<List<String>> chunks(Collection<UserId> ids) {
        return Chunks.of(ids.stream().map(UserId::value).distinct().toList(), CHUNK);
    }
}
