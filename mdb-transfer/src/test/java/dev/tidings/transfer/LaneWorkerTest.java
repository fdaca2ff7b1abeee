package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LaneWorkerTest {
    /** Held, or it would be forgotten. */
    private static final Logger QUIET = Logger.getLogger(LaneWorker.class.getName());

    private record Dead(String queue, List<String> messages, String reason) {}

    private final List<Dead> dead = new ArrayList<>();
    private final Recorder task = new Recorder();
    private final LaneWorker worker =
            worker((queue, batch, reason) -> dead.add(new Dead(queue, names(batch), reason)), task);

    private static LaneWorker worker(DeadLetters deadLetters, LaneWorker.Task task) {
        return new LaneWorker(deadLetters, "q", Rhythm.immediate(1), task, Duration.ofMillis(1));
    }

    @BeforeAll
    static void keepQuiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        QUIET.setLevel(null);
    }

    private static List<String> names(byte[] batch) {
        try {
            return names(BatchCodec.decode(batch));
        } catch (dev.tidings.queue.UndecodableBatchException e) {
            return List.of("not a batch");
        }
    }

    private static List<String> names(List<Message> batch) {
        return batch.stream().map(it -> it.operationId().substring(3)).toList();
    }

    private static byte[] batch(String... names) {
        return BatchCodec.encode(List.of(names).stream()
                .map(it -> TestMessages.text(TestMessages.ALICE, TestMessages.BOB, it))
                .toList());
    }

    /** Writes down what it is asked to do, and fails when it is told to. */
    private static class Recorder implements LaneWorker.Task {
        final List<String> runs = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        final List<String> abandoned = new ArrayList<>();
        Set<String> poisonous = Set.of();
        int unavailable;

        @Override
        public void run(List<Message> batch, boolean redelivered) {
            runs.add(String.join("", names(batch)) + (redelivered ? " again" : ""));
            if (unavailable > 0) {
                unavailable--;
                throw new ImException(ErrorCode.UNAVAILABLE, "no answer");
            }
            if (names(batch).stream().anyMatch(poisonous::contains)) {
                throw new IllegalStateException("poison");
            }
            done.addAll(names(batch));
        }

        @Override
        public void abandon(List<Message> messages) {
            abandoned.addAll(names(messages));
        }
    }

    @Test
    void aBatchIsGivenToTheTaskOnce() {
        worker.work(batch("a", "b"), false);

        assertThat(task.runs).containsExactly("ab");
        assertThat(dead).isEmpty();
    }

    @Test
    void anEmptyBatchIsNoWork() {
        worker.work(new byte[0], false);

        assertThat(task.runs).isEmpty();
        assertThat(dead).isEmpty();
    }

    @Test
    void aRedeliveryIsSaidToBeOne() {
        worker.work(batch("a"), true);

        assertThat(task.runs).containsExactly("a again");
    }

    @Test
    void aStoreThatIsAwayIsWaitedForAndTheNextTryCountsAsARepetition() {
        task.unavailable = 2;

        worker.work(batch("a", "b"), false);

        assertThat(task.runs).containsExactly("ab", "ab again", "ab again");
        assertThat(dead).isEmpty();
    }

    @Test
    void aPoisonousMessageIsFoundByHalvingAndTheOthersGoOnInTheirOrder() {
        task.poisonous = Set.of("c");

        worker.work(batch("a", "b", "c", "d", "e"), false);

        assertThat(task.done).containsExactly("a", "b", "d", "e");
        assertThat(task.runs).containsExactly("abcde", "ab again", "cde again", "c again", "de again");
        assertThat(dead).containsExactly(new Dead("q", List.of("c"), "java.lang.IllegalStateException: poison"));
        assertThat(task.abandoned).containsExactly("c");
    }

    @Test
    void severalPoisonousMessagesAreAllFound() {
        List<String> all = IntStream.range(0, 64).mapToObj(it -> "m" + it).toList();
        task.poisonous = Set.of("m0", "m31", "m32", "m63");

        worker.work(batch(all.toArray(String[]::new)), false);

        assertThat(task.done)
                .isEqualTo(
                        all.stream().filter(it -> !task.poisonous.contains(it)).toList());
        assertThat(dead).extracting(it -> it.messages().get(0)).containsExactly("m0", "m31", "m32", "m63");
    }

    @Test
    void aBatchThatCannotBeReadIsADeadLetterAsAWhole() {
        byte[] rubbish = "not a batch".getBytes(StandardCharsets.UTF_8);

        worker.work(rubbish, false);

        assertThat(task.runs).isEmpty();
        assertThat(dead).extracting(Dead::messages).containsExactly(List.of("not a batch"));
        assertThat(dead.get(0).reason()).startsWith("undecodable");
    }

    @Test
    void noMessageIsGivenUpBeforeItIsWithTheDeadLetters() {
        List<String> order = new ArrayList<>();
        int[] failures = {2};
        Recorder watching = new Recorder() {
            @Override
            public void abandon(List<Message> messages) {
                order.add("abandoned");
            }
        };
        watching.poisonous = Set.of("a");

        LaneWorker slow = worker(
                (queue, batch, reason) -> {
                    if (failures[0]-- > 0) {
                        order.add("no answer");
                        throw new ImException(ErrorCode.UNAVAILABLE, "the broker is away");
                    }
                    order.add("buried");
                },
                watching);

        slow.work(batch("a"), false);

        assertThat(order).containsExactly("no answer", "no answer", "buried", "abandoned");
    }

    @Test
    void whoIsInterruptedWhileAStoreIsAwayLeavesTheBatchToTheQueue() {
        task.unavailable = 1;
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> worker.work(batch("a"), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(dead).isEmpty();
        assertThat(task.done).isEmpty();
    }
}
