package dev.tidings.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
    void whatIsReadInOneTransactionIsOneState() {
        List<Long> counts = database.inTransaction(entities -> {
            long before = count(entities, "id = 6");
            CompletableFuture.runAsync(
                            () -> database.inTransaction(other -> execute(other, "insert into pair values (6, 0)")))
                    .join();
            return List.of(before, count(entities, "id = 6"));
        });

        assertThat(counts).containsExactly(0L, 0L);
        assertThat(count("id = 6")).isEqualTo(1);
    }

    @Test
    void aReadFromAnUnreachableDatabaseFailsAtOnce() {
        try (LocalDatabase unreachable = LocalDatabase.unreachable()) {
            assertThatThrownBy(() -> unreachable.inTransaction(entities -> count(entities, "id = 1")))
                    .isInstanceOf(ImException.class);
            long start = System.nanoTime();

            assertThatThrownBy(() -> unreachable.inTransaction(entities -> count(entities, "id = 1")))
                    .isInstanceOf(ImException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
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

    private static long count(String condition) {
        return database.inTransaction(entities -> count(entities, condition));
    }

    private static long count(EntityManager entities, String condition) {
        return ((Number) entities.createNativeQuery("select count(*) from pair where " + condition)
                        .getSingleResult())
                .longValue();
    }

    private static int execute(EntityManager entities, String sql) {
        return entities.createNativeQuery(sql).executeUpdate();
    }
}
