package dev.tidings.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ReadLineTest {
    private final ReadLine line = new ReadLine();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    private void join(String read) {
        line.join(() -> done.add(read), threads::add);
    }

    private void runThreads() {
        for (Runnable thread = threads.poll(); thread != null; thread = threads.poll()) {
            thread.run();
        }
    }

    @Test
    void readsRunOneAfterTheOtherOnOneThread() {
        join("first");
        join("second");
        assertThat(threads).hasSize(1);

        runThreads();
        join("third");
        runThreads();

        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void aReadThatEndsItsThreadLeavesThoseBehindItTheirAnswers() {
        line.join(
                () -> {
                    throw new AssertionError("out of memory, say");
                },
                threads::add);
        join("behind it");

        assertThatThrownBy(threads.remove()::run).isInstanceOf(AssertionError.class);
        runThreads();

        assertThat(done).containsExactly("behind it");
    }

    @Test
    void moreThanMayWaitAreRefused() {
        for (int i = 0; i < ReadLine.WAITING_MAX; i++) {
            join("read " + i);
        }

        assertThatThrownBy(() -> join("one more"))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    }

    @Test
    void aNodeThatIsShuttingDownSaysSoAndKeepsNothing() {
        assertThatThrownBy(() -> line.join(() -> done.add("too late"), task -> {
                    throw new RejectedExecutionException("stopped");
                }))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        join("afterwards");
        runThreads();
        assertThat(done).containsExactly("afterwards");
    }
}
