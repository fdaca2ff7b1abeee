package dev.tidings.offline;

import dev.tidings.batch.Chunks;
import dev.tidings.database.Database;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Badges in the table {@code push_badge}. */
@ApplicationScoped
class MySqlBadges implements Badges {
    private static final int CHUNK = 500;

    private final Database database;

    @Inject
    MySqlBadges(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlBadges() {
        this(null);
    }

    @Override
    public void set(UserId user, int unread) {
        database.inTransaction(entities -> entities.createNativeQuery("insert into push_badge (user_id, unread)"
                        + " values (?1, ?2) on duplicate key update unread = ?2")
                .setParameter(1, user.value())
                .setParameter(2, unread)
                .executeUpdate());
    }

    @Override
    public void increment(Collection<UserId> users) {
        // In one order, so that two of these wait for each other and never deadlock.
        for (List<UserId> chunk : Chunks.of(new TreeSet<>(users), CHUNK)) {
            database.inTransaction(entities -> {
                Query query = entities.createNativeQuery("insert into push_badge (user_id, unread) values "
                        + String.join(", ", Collections.nCopies(chunk.size(), "(?, 1)"))
                        + " on duplicate key update unread = unread + 1");
                int parameter = 1;
                for (UserId user : chunk) {
                    query.setParameter(parameter++, user.value());
                }
                return query.executeUpdate();
            });
        }
    }

    @Override
    public Map<UserId, Integer> of(Collection<UserId> users) {
        Map<UserId, Integer> badges = new HashMap<>();
        users.forEach(user -> badges.put(user, 0));
        for (List<UserId> chunk : Chunks.of(new TreeSet<>(users), CHUNK)) {
            for (Object row : database.inTransaction(entities -> {
                Query query = entities.createNativeQuery("select user_id, unread from push_badge where user_id in ("
                        + String.join(", ", Collections.nCopies(chunk.size(), "?")) + ")");
                int parameter = 1;
                for (UserId user : chunk) {
                    query.setParameter(parameter++, user.value());
                }
                return (List<?>) query.getResultList();
            })) {
                Object[] columns = (Object[]) row;
                badges.put(new UserId((String) columns[0]), ((Number) columns[1]).intValue());
            }
        }
        return badges;
    }
}
