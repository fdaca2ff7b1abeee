package dev.tidings.database;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a failed transaction means, read from the error the driver gave, wherever in the chain of causes it is. */
enum SqlFailure {
    /** Given up for the sake of another transaction: the same work succeeds when it is run again. */
    CONFLICT,
    DUPLICATE,
    /** A value does not fit its column. */
    MISFIT,
    /** A statement that no database takes: a defect of ours, or a schema that somebody changed. */
    DEFECT,
    /** Everything else: the database is away, starting, overloaded, read-only. */
    AWAY;

    private static final int ATTEMPTS = 5;
    /** Those who were in each other's way are not to meet again at once. */
    private static final long PAUSE_NANOS = 10_000_000;

    private static final int CAUSES_MAX = 20;

    /** Runs the transaction, again after a conflict, and throws what {@link Database#inTransaction} promises. */
    static <T extends @Nullable Object> T translated(Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (ImException | RowRefused e) {
                throw e;
            } catch (RuntimeException e) {
                SqlFailure failure = of(e);
                if (failure == null) {
                    throw e;
                }
                if (failure != CONFLICT || attempt == ATTEMPTS) {
                    throw failure.exception(e);
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * PAUSE_NANOS));
            }
        }
    }

    private RuntimeException exception(RuntimeException cause) {
        return switch (this) {
            case DUPLICATE -> new RowRefused(true, cause);
            case MISFIT -> new RowRefused(false, cause);
            case DEFECT -> new IllegalStateException("the database does not understand a statement", cause);
            case CONFLICT ->
                new ImException(
                        ErrorCode.UNAVAILABLE, "the database gave the transaction up " + ATTEMPTS + " times", cause);
            case AWAY -> new ImException(ErrorCode.UNAVAILABLE, "the database does not answer", cause);
        };
    }

    /** @return null if the failure did not come from the database */
    private static @Nullable SqlFailure of(RuntimeException failure) {
        boolean persistence = false;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return of(sql);
            }
            if (cause instanceof ImException || cause instanceof RowRefused) {
                return null;
            }
            persistence |= cause instanceof PersistenceException
                    || cause instanceof jakarta.transaction.TransactionalException
                    || cause instanceof jakarta.transaction.RollbackException;
        }
        return persistence ? AWAY : null;
    }

    /** The vendor's numbers are the same in MySQL and MariaDB. */
    private static SqlFailure of(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1205, 1213, 1020 -> CONFLICT; // lock wait, deadlock, row changed under a snapshot
            case 1062, 1586 -> DUPLICATE;
            case 1048, 1153, 1264, 1265, 1292, 1366, 1406, 3140 -> MISFIT;
            default -> ofState(String.valueOf(e.getSQLState()));
        };
    }

    private static SqlFailure ofState(String state) {
        if (state.startsWith("22") || state.startsWith("23")) {
            return MISFIT;
        }
        if (state.startsWith("40")) {
            return CONFLICT;
        }
        return state.startsWith("42") ? DEFECT : AWAY;
    }
}
