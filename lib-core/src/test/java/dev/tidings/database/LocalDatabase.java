package dev.tidings.database;

import com.mysql.cj.jdbc.MysqlDataSource;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link Database} on a pool of its own, for tests. */
public final class LocalDatabase implements Database, AutoCloseable {
    private final JpaDatabase jpa;

    private LocalDatabase(MysqlDataSource source) {
        jpa = new JpaDatabase(() -> Map.of(
                "jakarta.persistence.jdbc.driver", "com.mysql.cj.jdbc.Driver",
                "jakarta.persistence.jdbc.url", source.getUrl(),
                "jakarta.persistence.jdbc.user", source.getUser(),
                "jakarta.persistence.jdbc.password", source.getPassword(),
                "eclipselink.connection-pool.default.max", "16"));
    }

    /** A migrated and otherwise empty database of this name; one name for each test class. */
    public static LocalDatabase empty(String name) {
        MysqlDataSource source = TestMariaDb.emptyDatabase(name);
        new Schema(() -> source).await(Duration.ZERO);
        return new LocalDatabase(source);
    }

    /** A database that nobody answers for. */
    public static LocalDatabase unreachable() {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl("jdbc:mysql://127.0.0.1:1/im?connectTimeout=500");
        source.setUser("im");
        source.setPassword("im");
        return new LocalDatabase(source);
    }

    /** Empties these tables. */
    public void clear(String... tables) {
        for (String table : tables) {
            inTransaction(entities ->
                    entities.createNativeQuery("delete from " + table).executeUpdate());
        }
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<EntityManager, T> work) {
        return jpa.inTransaction(work);
    }

    @Override
    public void close() {
        jpa.close();
    }

    /** The tests migrate before they begin. */
    @Override
    public void await() {}
}
