package dev.tidings.deadletter;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.events.TestBroker;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.offline.Away;
import dev.tidings.offline.AwayCodec;
import dev.tidings.push.Delivery;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.TestQueues;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters as they are buried by the application and by the broker, on the broker's real configuration. */
class DeadLetterBoxTest {
    private static final String TRANSFER = "im.transfer";
    private static final String HISTORY = "im.history";

    @TempDir
    static Path folder;

    private static TestBroker broker;

    private ActiveMQConnectionFactory connections;
    private DeadLetterBox box;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        connections = broker.connections();
        box = TestDeadLetters.box(connections);
    }

    @AfterEach
    void empty() {
        box.list(null, null, DeadLetterBox.MAX).forEach(it -> box.discard(it.id()));
        connections.close();
    }

    private void bury(String queue, byte[] bytes, String reason) {
        TestQueues.deadLetters(connections).put(queue, bytes, reason);
    }

    private static Message text(String text) {
        return TestMessages.text(ALICE, BOB, text);
    }

    private static byte[] batch(String... texts) {
        return BatchCodec.encode(
                List.of(texts).stream().map(DeadLetterBoxTest::text).toList());
    }

    /** What is on a queue, and takes it away. */
    private @Nullable BytesMessage take(String queue) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            return (BytesMessage) consumer.receive(TestQueues.FIRST_MS);
        }
    }

    private static byte[] bytes(@Nullable BytesMessage message) throws JMSException {
        assertThat(message).isNotNull();
        byte[] bytes = new byte[(int) message.getBodyLength()];
        message.readBytes(bytes);
        return bytes;
    }

    @Test
    void aLetterIsShownWithEverythingButItsContents() {
        bury(TRANSFER, batch("a secret"), "a defect");

        DeadLetter letter = box.list(null, null, 10).get(0);

        assertThat(letter.queue()).isEqualTo(TRANSFER);
        assertThat(letter.reason()).isEqualTo("a defect");
        assertThat(letter.buriedAt()).isPositive();
        assertThat(letter.readable()).isTrue();
        assertThat(letter.count()).isEqualTo(1);
        Message message = text("a secret");
        assertThat(letter.items())
                .containsExactly(new DeadLetter.Item(
                        message.id().value(), "a secret", "si_alice_bob", "alice", 101, 1_000, 0, "", ""));
        assertThat(box.find(letter.id())).contains(letter);
    }

    @Test
    void aReplayGoesToTheQueueItCameFromAlone() throws Exception {
        bury(HISTORY, batch("one"), "the column is too small");
        String id = box.list(null, null, 10).get(0).id();

        assertThat(box.replay(id)).isTrue();

        BytesMessage again = take(HISTORY);
        assertThat(bytes(again)).isEqualTo(batch("one"));
        assertThat(again.getStringProperty("JMSXGroupID"))
                .isEqualTo(Integer.toString(text("one").conversation().lane(TestQueues.LANES)));
        assertThat(take(TRANSFER)).isNull();
        assertThat(box.list(null, null, 10)).isEmpty();
        assertThat(box.replay(id)).isFalse();
    }

    @Test
    void aReplayIsInTheLaneThatItsConversationHasOnThatQueue() throws Exception {
        bury(TRANSFER, batch("one"), "a mistake");

        box.replay(box.list(null, null, 10).get(0).id());

        assertThat(take(TRANSFER).getStringProperty("JMSXGroupID"))
                .isEqualTo(Integer.toString(text("one").conversation().lane(TestQueues.TRANSFER_LANES)));
    }

    @Test
    void whatTheBrokerBuriedIsNamedByTheQueueItWasOn() throws Exception {
        TestQueues.accepted(connections, message -> false)
                .put(text("twice"))
                .toCompletableFuture()
                .join();
        broker.buryAll(TRANSFER);
        broker.buryAll(HISTORY);

        List<DeadLetter> letters = box.list(null, null, 10);

        assertThat(letters).extracting(DeadLetter::queue).containsExactlyInAnyOrder(TRANSFER, HISTORY);
        DeadLetter ofHistory = box.list(HISTORY, null, 10).get(0);
        assertThat(ofHistory.reason()).startsWith("delivered too often");
        assertThat(box.replay(ofHistory.id())).isTrue();
        assertThat(bytes(take(HISTORY))).isEqualTo(batch("twice"));
        assertThat(take(TRANSFER)).isNull();
        assertThat(box.list(null, null, 10)).extracting(DeadLetter::queue).containsExactly(TRANSFER);
    }

    @Test
    void aPageGoesOnBehindTheLastLetterOfTheOneBefore() {
        for (int i = 0; i < 5; i++) {
            bury(TRANSFER, batch("m" + i), "r" + i);
        }

        List<DeadLetter> first = box.list(null, null, 2);
        List<DeadLetter> second = box.list(null, first.get(1).id(), 10);

        assertThat(first).extracting(DeadLetter::reason).containsExactly("r0", "r1");
        assertThat(second).extracting(DeadLetter::reason).containsExactly("r2", "r3", "r4");
        box.discard(first.get(1).id());
        assertThatThrownBy(() -> box.list(null, first.get(1).id(), 10))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
    }

    @Test
    void whatCannotBeReadIsListedAndDiscardedAndNeverReplayed() throws Exception {
        bury(TRANSFER, new byte[] {1, 2, 3}, "undecodable");
        DeadLetter letter = box.list(null, null, 10).get(0);

        assertThat(letter.readable()).isFalse();
        assertThat(letter.bytes()).isEqualTo(3);
        assertThatThrownBy(() -> box.replay(letter.id()))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS));
        assertThat(box.list(null, null, 10)).hasSize(1);
        assertThat(box.discard(letter.id())).contains(letter);
        assertThat(box.discard(letter.id())).isEmpty();
        assertThat(take(TRANSFER)).isNull();
    }

    @Test
    void pushesAndOfflinePushesAreReadAsWell() {
        Delivery delivery = new Delivery(text("pushed"), 7);
        bury("im.push", BatchCodec.encodeDeliveries(List.of(delivery)), "a node did not take it");
        bury("im.offline", AwayCodec.encode(List.of(new Away(delivery, Set.of(BOB)))), "a defect");
        bury("im.offline.fcm", """
                {"attempts":3,"reason":"gone","pushes":[{"message":"m1","conversation":"si_alice_bob","seq":7,"sender":"alice",\
                "contentType":101,"title":"t","text":"x","ex":"","sound":"","since":5,"operationID":"o","user":"bob",\
                "platform":1,"provider":"fcm","token":"secret"}]}""".getBytes(StandardCharsets.UTF_8), "gone");

        List<DeadLetter> letters = box.list(null, null, 10);

        assertThat(letters).allSatisfy(it -> {
            assertThat(it.readable()).isTrue();
            assertThat(it.items().get(0).seq()).isEqualTo(7);
            assertThat(it.items().get(0).conversation()).isEqualTo("si_alice_bob");
        });
        assertThat(letters.toString()).doesNotContain("secret");
        assertThat(box.list("im.push", null, 10)).hasSize(1);
    }

    @Test
    void anIdThatNobodyGaveIsRefused() {
        assertThatThrownBy(() -> box.find("x' OR 'a'='a"))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS));
        assertThat(box.find("00000000-0000-0000-0000-000000000000")).isEmpty();
    }
}
