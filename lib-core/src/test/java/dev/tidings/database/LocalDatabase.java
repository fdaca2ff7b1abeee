package dev.tidings.database;

import com.mysql.cj.jdbc.MysqlDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link Database} without a container: the same persistence unit on a pool of its own. */
public final class LocalDatabase implements Database, AutoCloseable {
    private final EntityManagerFactory factory;

    private LocalDatabase(MysqlDataSource source) {
        factory = Persistence.createEntityManagerFactory(
                "im",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource", "",
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
        return SqlFailure.translated(() -> once(work));
    }

    private <T extends @Nullable Object> T once(Function<EntityManager, T> work) {
        EntityManager entities = factory.createEntityManager();
        EntityTransaction transaction = entities.getTransaction();
        try {
            transaction.begin();
            T result = work.apply(entities);
            entities.flush();
            transaction.commit();
            return result;
        } finally {
            if (transaction.isActive()) {
                transaction.rollback();
            }
            entities.close();
        }
    }

    @Override
    public void close() {
        factory.close();
    }

    /** The tests migrate before they begin. */
    @Override
    public void await() {}
}
