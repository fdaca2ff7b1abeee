package dev.tidings.hook;

import static dev.tidings.hook.TestBusinessServer.answering;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.Message;
import dev.tidings.message.Options;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskingOnlinePushTest {
    private static final Message HELLO = TestMessages.text(ALICE, BOB, "hello");
    /** As one of a group would be. */
    private static final Delivery TO_TWO = new Delivery(
            new Message(
                    HELLO.id(),
                    HELLO.conversation(),
                    ALICE,
                    List.of(BOB, CAROL),
                    101,
                    Options.ALL_ON,
                    1_000,
                    "op-1",
                    HELLO.body()),
            7);

    private final TestBusinessServer server = TestBusinessServer.start();
    private TestHooks hooks = TestHooks.at(server.url(), "im.hook.enabled", "beforeOnlinePush");

    @AfterEach
    void close() {
        hooks.close();
        server.close();
    }

    private AskingOnlinePush asking() {
        return new AskingOnlinePush(hooks.before(), hooks.settings());
    }

    private void hooks(String... settings) {
        hooks.close();
        hooks = TestHooks.at(server.url(), settings);
    }

    private Set<UserId> pushed(String answer) {
        server.behaves(answering(200, answer));
        return asking().receivers(TO_TWO).toCompletableFuture().join();
    }

    @Test
    void theBusinessServerIsAskedWithOpenImsFields() {
        assertThat(pushed("{}")).containsExactlyInAnyOrder(BOB, CAROL);

        var asked = server.asked.get(0);
        assertThat(asked.path()).isEqualTo("/callbackBeforeOnlinePushCommand");
        assertThat(asked.json().getString("callbackCommand")).isEqualTo("callbackBeforeOnlinePushCommand");
        assertThat(asked.json().getString("operationID")).isEqualTo("op-1");
        assertThat(asked.json().getString("sendID")).isEqualTo("alice");
        assertThat(asked.json().getString("clientMsgID")).isEqualTo("hello");
        assertThat(asked.json().getString("content")).isEqualTo("{\"content\":\"hello\"}");
        assertThat(asked.json().getJsonArray("userIDList").toString()).isEqualTo("[\"bob\",\"carol\"]");
    }

    @Test
    void itMayLeaveUsersOutAndAddsNobody() {
        assertThat(pushed("{\"userIDList\":[\"carol\",\"mallory\",\"alice\"]}")).containsExactly(CAROL);
        assertThat(pushed("{\"userIDList\":[]}")).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(pushed("{\"nextCode\":1}")).isEmpty();
        assertThat(pushed("{\"userIDList\":[\"alice\"]}")).isEmpty();
    }

    @Test
    void whatItCannotAnswerGoesToEverybodyUnlessItFailsClosed() {
        assertThat(pushed("{\"userIDList\":\"bob\"}")).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(pushed("rubbish")).containsExactlyInAnyOrder(BOB, CAROL);

        hooks("im.hook.enabled", "beforeOnlinePush", "im.hook.fail-closed", "beforeOnlinePush");

        assertThat(pushed("rubbish")).isEmpty();
    }

    @Test
    void aHangingServerCostsItsTimeout() {
        hooks("im.hook.enabled", "beforeOnlinePush", "im.hook.timeout", "PT0.2S");
        server.behaves(exchange -> Thread.sleep(5_000));
        long began = System.nanoTime();

        Set<UserId> pushed = asking().receivers(TO_TWO).toCompletableFuture().join();

        assertThat(pushed).containsExactlyInAnyOrder(BOB, CAROL);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(asking().patience(), Duration.ofSeconds(3));
    }

    @Test
    void onlyWhatItsRuleNamesConcernsIt() {
        hooks("im.hook.enabled", "beforeOnlinePush", "im.hook.receivers", "beforeOnlinePush=bob");

        assertThat(asking().concerns(TO_TWO)).isTrue();
        assertThat(asking().concerns(new Delivery(TestMessages.text(ALICE, CAROL, "x"), 1)))
                .isFalse();
        assertThat(asking().concerns(new Delivery(TestMessages.text(BOB, BOB, "a note"), 1)))
                .isFalse();

        hooks("im.hook.enabled", "beforeOnlinePush", "im.hook.denied-types", "beforeOnlinePush=101");

        assertThat(asking().isOn()).isTrue();
        assertThat(asking().concerns(TO_TWO)).isFalse();

        hooks("im.hook.enabled", "beforeOfflinePush");

        assertThat(asking().isOn()).isFalse();
    }
}
