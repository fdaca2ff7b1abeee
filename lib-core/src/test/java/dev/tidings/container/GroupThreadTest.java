package dev.tidings.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GroupThreadTest {
    private static final int WAITING_MAX = 5;
    private static final int GROUP_MAX = 3;

    private record Run(List<String> group, long began, long ended) {}

    private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<String>> ends = new LinkedBlockingQueue<>();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);

    private Duration leastRest = Duration.ZERO;

    private GroupThread<String> thread = thread(Duration.ZERO);

    private GroupThread<String> thread(Duration pace) {
        return new GroupThread<>(WAITING_MAX, GROUP_MAX, this::run, ends::add, pace, () -> leastRest);
    }

    private void run(List<String> group) {
        long began = System.nanoTime();
        begun.release();
        mayEnd.acquireUninterruptibly();
        runs.add(new Run(new ArrayList<>(group), began, System.nanoTime()));
    }

    @AfterEach
    void stop() {
        mayEnd.release(100);
        thread.stop();
    }

    @Test
    void whatComesWhileAGroupIsUnderWayIsTheNextGroupInItsOrder() throws InterruptedException {
        thread.start(Thread::new, "test");
        thread.offer("a");
        begun.acquire();
        List.of("b", "c", "d", "e").forEach(thread::offer);

        mayEnd.release(3);

        assertThat(runs.take().group()).containsExactly("a");
        assertThat(runs.take().group()).containsExactly("b", "c", "d");
        assertThat(runs.take().group()).containsExactly("e");
    }

    @Test
    void afterAGroupOfSeveralItRestsButNotForLong() throws InterruptedException {
        List.of("a", "b", "c", "d").forEach(thread::offer);
        thread.start(Thread::new, "test");
        begun.acquire();
        Thread.sleep(1_000);

        mayEnd.release(2);

        Run first = runs.take();
        assertThat(first.group()).hasSize(3);
        Duration rest = Duration.ofNanos(runs.take().began() - first.ended());
        assertThat(rest).isBetween(Duration.ofMillis(15), Duration.ofMillis(900));
    }

    @Test
    void itRestsForLongerIfItIsToldTo() throws InterruptedException {
        leastRest = Duration.ofMillis(300);
        List.of("a", "b", "c", "d").forEach(thread::offer);
        mayEnd.release(2);

        thread.start(Thread::new, "test");

        Run first = runs.take();
        assertThat(Duration.ofNanos(runs.take().began() - first.ended())).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void afterOneAloneItDoesNotRest() throws InterruptedException {
        leastRest = Duration.ofSeconds(10);
        mayEnd.release(2);
        thread.start(Thread::new, "test");

        thread.offer("a");
        Run first = runs.take();
        thread.offer("b");

        assertThat(Duration.ofNanos(runs.take().began() - first.ended())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void groupsKeepTheirPaceHoweverSmallTheyAre() throws InterruptedException {
        thread = thread(Duration.ofMillis(500));
        mayEnd.release(2);
        thread.start(Thread::new, "test");

        thread.offer("a");
        Run first = runs.take();
        thread.offer("b");
        thread.offer("c");

        Run second = runs.take();
        assertThat(second.group()).containsExactly("b", "c");
        assertThat(Duration.ofNanos(second.began() - first.began())).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void whoComesLaterThanThePaceWaitsForNothing() throws InterruptedException {
        thread = thread(Duration.ofSeconds(1));
        mayEnd.release(2);
        thread.start(Thread::new, "test");
        thread.offer("a");
        runs.take();
        Thread.sleep(1_100);

        long offered = System.nanoTime();
        thread.offer("b");

        assertThat(Duration.ofNanos(runs.take().began() - offered)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void whatIsTooMuchIsNotTaken() {
        for (int i = 0; i < WAITING_MAX; i++) {
            assertThat(thread.offer("x")).isTrue();
        }

        assertThat(thread.offer("y")).isFalse();
        assertThat(thread.takeWaiting()).hasSize(WAITING_MAX).containsOnly("x");
        assertThat(thread.offer("z")).isTrue();
    }

    @Test
    void whatWaitsAtItsEndAndWhatComesLaterIsGivenBack() throws InterruptedException {
        thread.start(Thread::new, "test");
        thread.offer("a");
        begun.acquire();
        thread.offer("b");

        thread.stop();
        mayEnd.release();

        assertThat(runs.take().group()).containsExactly("a");
        assertThat(ends.take()).containsExactly("b");
        thread.offer("c");
        assertThat(ends.poll(1, TimeUnit.SECONDS)).containsExactly("c");
    }
}
