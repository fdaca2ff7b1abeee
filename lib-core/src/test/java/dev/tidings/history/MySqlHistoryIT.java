package dev.tidings.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.database.LocalDatabase;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MySqlHistoryIT implements HistoryContract {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("history_it");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public History history() {
        database.clear("message");
        return new MySqlHistory(database);
    }

    @Test
    void anUnreachableDatabaseIsUnavailable() {
        try (LocalDatabase nobody = LocalDatabase.unreachable()) {
            History history = new MySqlHistory(nobody);

            assertThatThrownBy(() -> history.record(List.of(HistoryContract.message(ALICE, BOB, "c", 1, "x"))))
                    .isInstanceOfSatisfying(
                            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    /** Prints figures for the documentation; what it asserts is that nothing is lost on the way. */
    @Test
    void thousandsOfRowsASecondAreRecorded() throws Exception {
        History history = history();
        record(history, batches("warm", 10, 500));
        int total = Integer.getInteger("tidings.history.rows", 10_000);

        long single = System.nanoTime();
        record(history, batches("single", total / 500, 500));
        print("1 thread", total, single);

        List<List<Message>> batches = batches("threads", total / 500, 500);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Void>> work = IntStream.range(0, 4)
                .mapToObj(t -> (Callable<Void>) () -> {
                    record(
                            history,
                            IntStream.range(0, batches.size())
                                    .filter(i -> i % 4 == t)
                                    .mapToObj(batches::get)
                                    .toList());
                    return null;
                })
                .toList();
        long several = System.nanoTime();
        for (Future<Void> each : threads.invokeAll(work)) {
            each.get();
        }
        threads.shutdown();
        print("4 threads", total, several);
        long again = System.nanoTime();
        record(history, batches);
        print("redelivered", total, again);

        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(Math.min(History.COUNT_MAX, 5_000 + 2L * total));
    }

    private static void record(History history, List<List<Message>> batches) {
        batches.forEach(batch -> assertThat(history.record(batch).rejected()).isEmpty());
    }

    private static void print(String what, int rows, long since) {
        System.out.printf("FIGURE history, %s: %,.0f rows/s%n", what, rows * 1e9 / (System.nanoTime() - since));
    }

    private static List<List<Message>> batches(String prefix, int count, int size) {
        List<List<Message>> batches = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            int first = b * size;
            batches.add(IntStream.range(0, size)
                    .mapToObj(i -> HistoryContract.message(
                            new UserId("u" + (first + i) % 997),
                            new UserId("v" + (first + i) % 991),
                            prefix + (first + i),
                            1_700_000_000_000L + first + i,
                            "a message of a usual length, a sentence or so"))
                    .toList());
        }
        return batches;
    }
}
