package dev.tidings.queue;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.events.TestBroker;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a commit puts where, on the real broker. */
class AcceptedQueueTest {
    private static final int COUNT = 400;
    private static final int LARGE = 20_000;

    @TempDir
    static Path folder;

    @Test
    void everyMessageIsOnceInItsLaneInOrderAndOnceInTheHistorysBatches() throws Exception {
        List<Message> messages = IntStream.range(0, COUNT)
                .mapToObj(i ->
                        TestMessages.text(i % 2 == 0 ? ALICE : CAROL, BOB, i + "x".repeat(i % 10 == 0 ? LARGE : 0)))
                .toList();
        try (TestBroker broker = TestBroker.start(folder);
                ActiveMQConnectionFactory connections = broker.connections()) {
            AcceptedQueue queue = TestQueues.accepted(connections, message -> false);

            CompletableFuture.allOf(messages.stream()
                            .map(it -> queue.put(it).toCompletableFuture())
                            .toArray(CompletableFuture[]::new))
                    .join();

            List<List<Message>> transfer = TestQueues.takeBatches(connections, "im.transfer");
            List<List<Message>> history = TestQueues.takeBatches(connections, "im.history");
            assertThat(transfer)
                    .allSatisfy(batch -> assertThat(batch.stream()
                                    .map(it -> it.conversation().lane(TestQueues.TRANSFER_LANES))
                                    .distinct())
                            .hasSize(1));
            assertThat(flat(transfer).stream().filter(it -> it.sender().equals(ALICE)))
                    .containsExactlyElementsOf(messages.stream()
                            .filter(it -> it.sender().equals(ALICE))
                            .toList());
            assertThat(flat(transfer)).containsExactlyInAnyOrderElementsOf(messages);
            assertThat(flat(history)).containsExactlyElementsOf(messages);
            assertThat(history.size()).isLessThan(transfer.size());
            assertThat(history.stream()
                            .mapToInt(batch -> batch.stream()
                                    .mapToInt(it -> it.body().size())
                                    .sum())
                            .max()
                            .orElseThrow())
                    .as("bytes of the largest")
                    .isLessThan(100 * 1024);
        }
    }

    private static List<Message> flat(List<List<Message>> batches) {
        return batches.stream().flatMap(List::stream).toList();
    }
}
