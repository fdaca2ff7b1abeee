package dev.tidings.queue;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.events.TestBroker;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import jakarta.jms.BytesMessage;
import java.nio.file.Path;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reconciliation asks of the accepted queue, on the real broker. */
class TransferAgainTest {
    @TempDir
    static Path folder;

    @Test
    void aMessageThatIsTransferredAgainComesBehindItsLaneAndNowhereElse() throws Exception {
        Message waiting = TestMessages.text(ALICE, BOB, "waiting");
        Message again = TestMessages.text(ALICE, BOB, "again");
        try (TestBroker broker = TestBroker.start(folder);
                ActiveMQConnectionFactory connections = broker.connections()) {
            Backlog backlog = TestQueues.backlog(connections);
            assertThat(backlog.oldest(Backlog.Consumer.TRANSFER)).isEmpty();
            TestQueues.accepted(connections, message -> false)
                    .put(waiting)
                    .toCompletableFuture()
                    .join();

            TestQueues.transfer(connections).transferAgain(again);

            assertThat(backlog.oldest(Backlog.Consumer.TRANSFER)).hasValue(1_000);
            assertThat(backlog.oldest(Backlog.Consumer.HISTORY)).hasValue(1_000);
            List<BytesMessage> transfer = TestQueues.take(connections, "im.transfer");
            assertThat(transfer).hasSize(2);
            assertThat(transfer.get(1).getStringProperty("JMSXGroupID"))
                    .isEqualTo(transfer.get(0).getStringProperty("JMSXGroupID"));
            assertThat(TestQueues.decoded(transfer.get(1))).containsExactly(again);
            assertThat(TestQueues.take(connections, "im.history")).hasSize(1);
            assertThat(backlog.oldest(Backlog.Consumer.TRANSFER)).isEmpty();
        }
    }
}
