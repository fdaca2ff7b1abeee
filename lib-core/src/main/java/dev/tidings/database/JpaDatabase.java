package dev.tidings.database;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The persistence unit {@code im} with transactions that begin and end here. No container takes part in them, so plain
 * tests run the code that the application runs.
 */
final class JpaDatabase implements Database, AutoCloseable {
    private final Supplier<Map<String, Object>> properties;
    private @Nullable EntityManagerFactory factory;

    /** @param properties where the connections come from; asked for once, when the first transaction begins */
    JpaDatabase(Supplier<Map<String, Object>> properties) {
        this.properties = properties;
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<EntityManager, T> work) {
        return SqlFailure.translated(() -> once(work));
    }

    private <T extends @Nullable Object> T once(Function<EntityManager, T> work) {
        EntityManager entities = factory().createEntityManager();
        EntityTransaction transaction = entities.getTransaction();
        try {
            transaction.begin();
            // Takes the connection now. Else each read before the first write would be done on another one and see
            // another state, and EclipseLink would try it three times, 5 s apart, while the database is away.
            entities.unwrap(Connection.class);
            T result = work.apply(entities);
            transaction.commit();
            return result;
        } finally {
            if (transaction.isActive()) {
                transaction.rollback();
            }
            entities.close();
        }
    }

    private synchronized EntityManagerFactory factory() {
        if (factory == null) {
            // Whichever thread is the first: the persistence unit lies beside this class.
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(JpaDatabase.class.getClassLoader());
            try {
                factory = Persistence.createEntityManagerFactory("im", properties.get());
            } finally {
                thread.setContextClassLoader(before);
            }
        }
        return factory;
    }

    @Override
    public synchronized void close() {
        if (factory != null) {
            factory.close();
            factory = null;
        }
    }
}
