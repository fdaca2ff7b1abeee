package dev.tidings.database;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/**
 * The tables, brought up to date by the migrations in {@code db/migration} before anything uses them. Nodes that start
 * together take turns under the database's own lock.
 */
final class Schema {
    private static final System.Logger LOG = System.getLogger(Schema.class.getName());
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final int VALID_WITHIN_SECONDS = 5;
    private static final int MESSAGE_LINES = 6;

    private final Supplier<DataSource> dataSource;
    /** One thread migrates; the others are told to come back, or wait if they are starting the node. */
    private final ReentrantLock migrating = new ReentrantLock();

    private volatile boolean current;
    private volatile @Nullable IllegalStateException hopeless;
    private long nextTryNanos = System.nanoTime();

    Schema(Supplier<DataSource> dataSource) {
        this.dataSource = dataSource;
    }

    /** Whether the tables are what this build expects. Once they are, they stay so. */
    boolean isCurrent() {
        return current;
    }

    /**
     * Migrates, waiting for the database if it is not there yet. When the time is over the node goes on without it, and
     * {@link #require} tries again whenever the database is needed.
     *
     * @throws IllegalStateException if the schema is newer than this build or a migration failed
     */
    void await(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        migrating.lock();
        try {
            for (; ; ) {
                String reason = tryToMigrate();
                if (reason == null) {
                    return;
                }
                if (System.nanoTime() - end >= 0) {
                    LOG.log(
                            Level.WARNING,
                            () -> "IM-2402 the node starts without the database (" + reason
                                    + "); what needs it fails until it is there");
                    return;
                }
                LOG.log(Level.INFO, () -> "waiting for the database (" + reason + ")");
                pause();
            }
        } finally {
            migrating.unlock();
        }
    }

    /**
     * Returns when the tables are there.
     *
     * @throws ImException {@code UNAVAILABLE} if the database does not answer; asked again within 2 s, without trying
     * @throws IllegalStateException if the schema is newer than this build or a migration failed
     */
    void require() {
        if (current) {
            return;
        }
        if (!migrating.tryLock()) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the database is being prepared");
        }
        try {
            if (hopeless != null || System.nanoTime() - nextTryNanos >= 0) {
                String reason = tryToMigrate();
                nextTryNanos = System.nanoTime() + BETWEEN_TRIES.toNanos();
                if (reason == null) {
                    return;
                }
            }
            throw new ImException(ErrorCode.UNAVAILABLE, "the database does not answer");
        } finally {
            migrating.unlock();
        }
    }

    /** @return why the database cannot be reached, or null when the schema is current */
    private @Nullable String tryToMigrate() {
        IllegalStateException known = hopeless;
        if (known != null) {
            throw new IllegalStateException(known.getMessage(), known);
        }
        if (current) {
            return null;
        }
        try {
            DataSource source = dataSource.get();
            probe(source);
            migrate(source);
            current = true;
            return null;
        } catch (SQLException | ImException e) {
            return firstLine(e);
        }
    }

    private static void probe(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!connection.isValid(VALID_WITHIN_SECONDS)) {
                throw new SQLException("it accepts connections but does not answer");
            }
        }
    }

    private void migrate(DataSource source) throws SQLException {
        try {
            Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .failOnMissingLocations(true)
                    .cleanDisabled(true)
                    .load();
            refuseNewer(flyway);
            int applied = flyway.migrate().migrationsExecuted;
            LOG.log(Level.INFO, () -> "the database schema is current (" + applied + " migrations applied)");
        } catch (FlywayException e) {
            if (connectionLost(e)) {
                throw new SQLException("the connection was lost while migrating", e);
            }
            throw hopeless(new IllegalStateException("the database schema could not be migrated: " + oneLine(e), e));
        }
    }

    private void refuseNewer(Flyway flyway) {
        MigrationInfo[] all = flyway.info().all();
        String newest = newest(all, false);
        String known = newest(all, true);
        if (!newest.equals(known)) {
            throw hopeless(new IllegalStateException("the database schema is at version " + newest
                    + " and this build knows it up to version " + known
                    + ": deploy the build that migrated it, or a newer one"));
        }
    }

    /** The version of the last migration: of all there are, or of those that this build has a script for. */
    private static String newest(MigrationInfo[] all, boolean resolvedOnly) {
        return Arrays.stream(all)
                .filter(m ->
                        m.getVersion() != null && (!resolvedOnly || m.getState().isResolved()))
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .map(Object::toString)
                .orElse("none");
    }

    private IllegalStateException hopeless(IllegalStateException failure) {
        hopeless = failure;
        return failure;
    }

    private static boolean connectionLost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && String.valueOf(sql.getSQLState()).startsWith("08")) {
                return true;
            }
        }
        return false;
    }

    /** The migration tool explains itself over several lines. */
    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .limit(MESSAGE_LINES)
                .collect(Collectors.joining("; "));
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the database", e);
        }
    }
}
