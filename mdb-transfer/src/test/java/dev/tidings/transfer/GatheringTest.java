package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GatheringTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore gate = new Semaphore(0);

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    @Test
    void whoComesAloneIsDoneAtOnce() {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 10, groups::add);

        gathering.add(1);
        gathering.add(2);

        assertThat(groups).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void whatArrivesMeanwhileIsDoneTogetherNext() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 10, this::gated);

        List<Future<?>> all = List.of(start(gathering, 1), start(gathering, 2), start(gathering, 3));
        gate.release(2);
        for (Future<?> each : all) {
            each.get(10, TimeUnit.SECONDS);
        }

        assertThat(groups).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void aGroupHasItsLimit() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 2, this::gated);

        List<Future<?>> all =
                List.of(start(gathering, 1), start(gathering, 2), start(gathering, 3), start(gathering, 4));
        gate.release(3);
        for (Future<?> each : all) {
            each.get(10, TimeUnit.SECONDS);
        }

        assertThat(groups).containsExactly(List.of(1), List.of(2, 3), List.of(4));
    }

    @Test
    void twoGroupsMayBeUnderWayWhereThatIsAllowed() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(2), 10, group -> {
            both.countDown();
            gate.acquireUninterruptibly();
        });

        Future<?> first = callers.submit(() -> gathering.add(1));
        Future<?> second = callers.submit(() -> gathering.add(2));

        assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
        gate.release(2);
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFailureReachesEveryoneOfTheGroupAndNobodyElse() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 10, group -> {
            gated(group);
            if (group.contains(3)) {
                throw new IllegalArgumentException("three");
            }
        });

        Future<?> one = start(gathering, 1);
        Future<?> two = start(gathering, 2);
        Future<?> three = start(gathering, 3);
        gate.release(2);

        one.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> two.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("three");
        assertThatThrownBy(() -> three.get(10, TimeUnit.SECONDS)).hasRootCauseMessage("three");
    }

    @Test
    void anErrorIsNoSuccessForTheOthersOfTheGroup() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 10, group -> {
            gated(group);
            if (group.contains(3)) {
                throw new StackOverflowError("three");
            }
        });

        Future<?> one = start(gathering, 1);
        Future<?> two = start(gathering, 2);
        Future<?> three = start(gathering, 3);
        gate.release(2);

        one.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> two.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> three.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void whoIsInterruptedBeforeItsTurnGetsOutAndTheOthersGoOn() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(1), 10, this::gated);
        Future<?> one = start(gathering, 1);
        Future<?> two = start(gathering, 2);
        Future<?> three = start(gathering, 3);

        two.cancel(true);
        Thread.sleep(100);
        gate.release(2);
        one.get(10, TimeUnit.SECONDS);
        three.get(10, TimeUnit.SECONDS);

        assertThat(groups).containsExactly(List.of(1), List.of(3));
    }

    @Test
    void atAPaceGroupsGrow() throws Exception {
        AtomicInteger done = new AtomicInteger();
        Gathering<Integer> gathering =
                new Gathering<>(new Rhythm(Duration.ofSeconds(1), Duration.ZERO, 1), 10, group -> {
                    groups.add(group);
                    done.addAndGet(group.size());
                });

        gathering.add(1);
        List<Future<?>> all = List.of(start(gathering, 2), start(gathering, 3), start(gathering, 4));
        for (Future<?> each : all) {
            each.get(10, TimeUnit.SECONDS);
        }

        assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4));
    }

    @Test
    void theFirstOfABurstWaitsForTheOthersIfAGroupBeganAMomentAgo() throws Exception {
        Gathering<Integer> gathering =
                new Gathering<>(new Rhythm(Duration.ZERO, Duration.ofMillis(500), 1), 10, groups::add);
        long began = System.nanoTime();
        gathering.add(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("a burst after nothing")
                .isLessThan(Duration.ofMillis(400));

        List<Future<?>> burst = List.of(start(gathering, 2), start(gathering, 3), start(gathering, 4));
        for (Future<?> each : burst) {
            each.get(10, TimeUnit.SECONDS);
        }

        assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4));
    }

    @Test
    void aPaceIsForOneGroupAtATime() {
        assertThatThrownBy(() -> new Rhythm(Duration.ofSeconds(1), Duration.ZERO, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyItemOfManyCallersIsDoneExactlyOnce() throws Exception {
        Gathering<Integer> gathering = new Gathering<>(Rhythm.immediate(2), 7, groups::add);
        List<Future<?>> all = new ArrayList<>();
        for (int caller = 0; caller < 8; caller++) {
            int first = caller * 1000;
            all.add(callers.submit(() -> {
                for (int i = 0; i < 1000; i++) {
                    gathering.add(first + i);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get(15, TimeUnit.SECONDS);
        }

        assertThat(groups.stream().flatMap(List::stream)).hasSize(8000).doesNotHaveDuplicates();
    }

    /** The first group waits for the gate, so that what is started after it gathers. */
    private void gated(List<Integer> group) {
        groups.add(group);
        gate.acquireUninterruptibly();
    }

    /** Returns when the item waits, for the gate, for those that do, for its group's pace; or is done. */
    private static Future<?> start(Gathering<Integer> gathering, int item) throws InterruptedException {
        FutureTask<?> adding = new FutureTask<>(() -> gathering.add(item), null);
        Thread caller = new Thread(adding);
        caller.setDaemon(true);
        caller.start();
        while (caller.getState() == Thread.State.NEW || caller.getState() == Thread.State.RUNNABLE) {
            Thread.sleep(1);
        }
        return adding;
    }
}
