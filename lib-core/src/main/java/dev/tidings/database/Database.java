package dev.tidings.database;

import dev.tidings.fault.ImException;
import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs work on MySQL in transactions, in a container and in a plain JVM alike. */
public interface Database {
    /**
     * Runs the work in a transaction of its own, whatever transaction the caller has, and commits it. When the database
     * breaks a deadlock by giving this transaction up, the work runs again: it may have no effects but those on the
     * database. Work must not call this method.
     *
     * @throws ImException {@code UNAVAILABLE} if the database does not answer or its schema is not there yet; whether
     *     the work was committed is then not known
     * @throws RowRefused if a row breaks a key or does not fit its column; nothing was written
     */
    <T extends @Nullable Object> T inTransaction(Function<EntityManager, T> work);

    /**
     * Brings the schema up to date, waiting for the database for as long as is configured; after that it is done whenever
     * the database is first needed. Where somebody else keeps the schema there is nothing to do.
     *
     * @throws IllegalStateException if the schema is newer than this build or a migration failed
     */
    default void await() {}
}
