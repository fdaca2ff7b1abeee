package dev.tidings.events;

import static dev.tidings.hook.TestBusinessServer.answering;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.deadletter.DeadLetter;
import dev.tidings.deadletter.DeadLetterBox;
import dev.tidings.deadletter.TestDeadLetters;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.Hook;
import dev.tidings.hook.HookEvent;
import dev.tidings.hook.TestBusinessServer;
import dev.tidings.hook.TestBusinessServer.Asked;
import dev.tidings.hook.TestOutbox;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.queue.EventQueues;
import dev.tidings.queue.TestQueues;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an accepted message to the business server, on the real broker. */
class OutboxTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static BrokerProcess broker;

    private TestBusinessServer server;
    private ActiveMQConnectionFactory connections;
    private TestOutbox outbox;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = BrokerProcess.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void connect() {
        server = TestBusinessServer.start();
        connections = BrokerProcess.connections(broker.port());
        outbox = new TestOutbox(connections, TestQueues.LANES);
    }

    @AfterEach
    void disconnect() {
        connections.close();
        server.close();
    }

    private void consume(String attempts) throws Exception {
        OutboxNode.consume(connections, server.url(), attempts);
    }

    private static HookEvent event(String id, String order) {
        return new HookEvent(id, Hook.AFTER_REVOKE_MSG, order, "op-" + id, "", "{\"id\":\"" + id + "\"}");
    }

    @Test
    void anAcceptedMessageIsToldWithItsKeyAndAStableId() throws Exception {
        AcceptedQueue accepted = TestQueues.accepted(connections, message -> true);
        Message message = TestMessages.text(ALICE, BOB, "hello");
        accepted.put(message).toCompletableFuture().join();
        accepted.put(message).toCompletableFuture().join();

        consume("3");

        await().atMost(PATIENCE).until(() -> server.asked.size() == 2);
        Asked asked = server.asked.get(0);
        assertThat(asked.path()).isEqualTo("/callbackAfterSendSingleMsgCommand");
        String key = java.net.URLDecoder.decode(asked.query().substring(4), StandardCharsets.UTF_8);
        assertThat(new String(Base64.getDecoder().decode(key), StandardCharsets.UTF_8))
                .isEqualTo("{\"sendID\":\"alice\",\"recvID\":\"bob\",\"groupID\":\"\"}");
        assertThat(asked.json().getString("content")).isEqualTo("{\"content\":\"hello\"}");
        assertThat(server.asked)
                .extracting(it -> it.headers().get("X-Tidings-Event-Id"))
                .containsOnly(message.id() + ":afterSendSingleMsg");
    }

    @Test
    void whatNobodyIsToBeToldOfLeavesNothingBehind() throws Exception {
        AcceptedQueue accepted = TestQueues.accepted(connections, message -> false);
        accepted.put(TestMessages.text(ALICE, BOB, "private"))
                .toCompletableFuture()
                .join();
        outbox.put(event("after", "si_a_b"));

        consume("3");

        await().atMost(PATIENCE).until(() -> !server.asked.isEmpty());
        assertThat(server.asked).hasSize(1);
        assertThat(server.asked.get(0).body()).contains("after");
    }

    @Test
    void anEventIsTriedUntilItIsTakenAndTheNextOfItsConversationWaits() throws Exception {
        server.behaves(
                exchange -> answering(server.asked.size() < 4 ? 503 : 200, "").answer(exchange));
        outbox.put(event("first", "si_a_b"));
        outbox.put(event("second", "si_a_b"));

        consume("30");

        await().atMost(PATIENCE).until(() -> server.asked.size() == 5);
        assertThat(server.asked)
                .extracting(Asked::body)
                .startsWith("{\"id\":\"first\"}")
                .endsWith("{\"id\":\"second\"}");
        assertThat(server.asked)
                .extracting(it -> it.headers().get("X-Tidings-Attempt"))
                .containsExactly("1", "2", "3", "4", "1");
        assertThat(server.asked.subList(0, 4))
                .extracting(it -> it.headers().get("X-Tidings-Event-Id"))
                .containsOnly("first");
    }

    @Test
    void whatIsNeverTakenIsADeadEventHoldsNobodyUpAndCanBeReplayed() throws Exception {
        server.behaves(exchange -> {
            String body = server.asked.get(server.asked.size() - 1).body();
            answering(body.contains("poison") ? 500 : 200, "").answer(exchange);
        });
        outbox.put(event("poison", "si_a_b"));
        outbox.put(event("good", "si_a_b"));
        DeadLetterBox dead = TestDeadLetters.box(connections);

        consume("3");

        await().atMost(PATIENCE).until(() -> bodies().contains("{\"id\":\"good\"}"));
        await().atMost(PATIENCE).until(() -> dead.list(null, null, 10).size() == 1);
        DeadLetter buried = dead.list(null, null, 10).get(0);
        assertThat(buried.items().get(0).event()).isEqualTo("poison");
        assertThat(buried.items().get(0).hook()).isEqualTo("afterRevokeMsg");
        assertThat(buried.attempts()).isEqualTo(3);
        assertThat(buried.reason()).contains("500");

        server.behaves(TestBusinessServer.CONTINUES);
        assertThat(dead.replay(buried.id())).isTrue();
        await().atMost(PATIENCE)
                .until(() ->
                        bodies().stream().filter(it -> it.contains("poison")).count() == 4);
        assertThat(dead.list(null, null, 10)).isEmpty();
        assertThat(dead.replay(buried.id())).isFalse();
    }

    private List<String> bodies() {
        return server.asked.stream().map(Asked::body).toList();
    }

    @Test
    void whatCannotBeReadIsPutAsideAndHoldsNobodyUp() throws Exception {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession()) {
            for (boolean batch : new boolean[] {true, false}) {
                BytesMessage rubbish = session.createBytesMessage();
                rubbish.writeBytes(new byte[] {1, 2, 3});
                rubbish.setStringProperty("JMSXGroupID", "1");
                if (batch) {
                    rubbish.setBooleanProperty(EventQueues.IS_BATCH, true);
                }
                session.createProducer(session.createQueue(EventQueues.OUTBOX)).send(rubbish);
            }
        }
        outbox.put(event("good", "si_a_b"));

        consume("3");

        await().atMost(PATIENCE).until(() -> server.asked.size() == 1);
        DeadLetterBox dead = TestDeadLetters.box(connections);
        await().atMost(PATIENCE).until(() -> dead.list(null, null, 10).size() == 2);
        assertThat(dead.list(null, null, 10)).allSatisfy(it -> {
            assertThat(it.readable()).isFalse();
            assertThat(it.items()).isEmpty();
            assertThat(it.reason()).isEqualTo("undecodable");
            assertThatThrownBy(() -> dead.replay(it.id()))
                    .isInstanceOfSatisfying(
                            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS));
        });
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            var left = session.createConsumer(session.createQueue(EventQueues.DEAD));
            assertThat(left.receive(1_000)).isNotNull();
            assertThat(left.receive(1_000)).isNotNull();
        }
    }

    @Test
    void whatWasLeftByAHookThatIsOffIsDropped() throws Exception {
        outbox.put(new HookEvent("old", Hook.AFTER_USER_REGISTER, "u", "op", "", "{}"));
        outbox.put(event("new", "si_a_b"));

        consume("3");

        await().atMost(PATIENCE).until(() -> server.asked.size() == 1);
        assertThat(server.asked.get(0).body()).contains("new");
    }
}
