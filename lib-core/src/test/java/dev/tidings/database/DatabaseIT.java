package dev.tidings.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("database_it");
        database.inTransaction(
                entities -> execute(entities, "create table pair (id int primary key, n tinyint not null)"));
        database.inTransaction(entities -> execute(entities, "insert into pair values (1, 0), (2, 0)"));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void workThatThrowsLeavesNothing() {
        assertThatThrownBy(() -> database.inTransaction(entities -> {
                    execute(entities, "insert into pair values (3, 0)");
                    throw new ImException(ErrorCode.ARGS, "changed its mind");
                }))
                .hasMessage("changed its mind");

        assertThat(count("id = 3")).isZero();
    }

    @Test
    void aRowWithAKnownKeyIsRefusedAsADuplicate() {
        assertThatThrownBy(() ->
                        database.inTransaction(entities -> execute(entities, "insert into pair values (4, 1), (1, 1)")))
                .isInstanceOfSatisfying(
                        RowRefused.class, e -> assertThat(e.isDuplicate()).isTrue());

        assertThat(count("id = 4")).isZero();
    }

    @Test
    void aValueThatDoesNotFitIsRefusedAndNotCut() {
        assertThatThrownBy(() ->
                        database.inTransaction(entities -> execute(entities, "insert into pair values (5, 1000)")))
                .isInstanceOfSatisfying(
                        RowRefused.class, e -> assertThat(e.isDuplicate()).isFalse());
    }

    @Test
    void aStatementThatNoDatabaseTakesIsADefect() {
        assertThatThrownBy(
                        () -> database.inTransaction(entities -> execute(entities, "insert into nowhere values (1)")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("nowhere");
    }

    @Test
    void anUnreachableDatabaseIsUnavailableAndTellsNoSql() {
        try (LocalDatabase unreachable = LocalDatabase.unreachable()) {
            assertThatThrownBy(() -> unreachable.inTransaction(entities -> execute(entities, "delete from pair")))
                    .isInstanceOfSatisfying(
                            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                    .hasMessage("the database does not answer")
                    .hasRootCauseInstanceOf(java.net.ConnectException.class);
        }
    }

    @Test
    void aDeadlockIsRunAgain() throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        AtomicInteger attempts = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(2);

        List<Future<Integer>> done = threads.invokeAll(
                List.of(crossing(1, 2, bothHoldOne, attempts), crossing(2, 1, bothHoldOne, attempts)));
        for (Future<Integer> each : done) {
            each.get();
        }
        threads.shutdown();

        assertThat(attempts).hasValueGreaterThan(2);
        assertThat(count("n = 2")).isEqualTo(2);
    }

    private static Callable<Integer> crossing(int first, int second, CyclicBarrier barrier, AtomicInteger attempts) {
        AtomicInteger own = new AtomicInteger();
        return () -> database.inTransaction(entities -> {
            attempts.incrementAndGet();
            execute(entities, "update pair set n = n + 1 where id = " + first);
            if (own.incrementAndGet() == 1) {
                await(barrier);
            }
            return execute(entities, "update pair set n = n + 1 where id = " + second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theDataSourceHasOneName() throws IOException {
        try (InputStream in = Database.class.getResourceAsStream("/META-INF/persistence.xml")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("<jta-data-source>" + Schema.DATA_SOURCE + "</jta-data-source>");
        }
    }

    private static long count(String condition) {
        return database.inTransaction(
                entities -> ((Number) entities.createNativeQuery("select count(*) from pair where " + condition)
                                .getSingleResult())
                        .longValue());
    }

    private static int execute(EntityManager entities, String sql) {
        return entities.createNativeQuery(sql).executeUpdate();
    }
}
