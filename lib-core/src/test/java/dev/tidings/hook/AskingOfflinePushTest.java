package dev.tidings.hook;

import static dev.tidings.hook.TestBusinessServer.answering;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.TestMessages;
import dev.tidings.offline.OfflinePush;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskingOfflinePushTest {
    private static final OfflinePush PUSH = new OfflinePush(
            TestMessages.text(ALICE, BOB, "hello"), Set.of(BOB, CAROL), "Alice", "New message", "", "", true);

    private final TestBusinessServer server = TestBusinessServer.start();
    private final TestHooks hooks = TestHooks.at(server.url(), "im.hook.enabled", "beforeOfflinePush");

    @AfterEach
    void close() {
        hooks.close();
        server.close();
    }

    private Optional<OfflinePush> checked(String answer) {
        server.behaves(answering(200, answer));
        return new AskingOfflinePush(hooks.before()).check(PUSH);
    }

    @Test
    void theBusinessServerIsAskedWithOpenImsFields() {
        assertThat(checked("{}")).contains(PUSH);

        var asked = server.asked.get(0);
        assertThat(asked.path()).isEqualTo("/callbackBeforeOfflinePushCommand");
        assertThat(asked.json().getString("title")).isEqualTo("Alice");
        assertThat(asked.json().getString("desc")).isEqualTo("New message");
        assertThat(asked.json().getJsonArray("userIDList")).hasSize(2);
        assertThat(asked.json().getString("sendID")).isEqualTo("alice");
    }

    @Test
    void itMayRefuseLeaveUsersOutAndChangeTheWords() {
        assertThat(checked("{\"nextCode\":1}")).isEmpty();
        assertThat(checked("{\"userIDList\":[\"carol\",\"mallory\"]}")).contains(PUSH.withUsers(Set.of(CAROL)));
        assertThat(checked("{\"userIDList\":[\"mallory\"]}")).isEmpty();
        OfflinePush changed = checked("{\"offlinePushInfo\":{\"title\":\"T\",\"desc\":\"D\",\"iOSBadgeCount\":false}}")
                .orElseThrow();
        assertThat(changed.title()).isEqualTo("T");
        assertThat(changed.text()).isEqualTo("D");
        assertThat(changed.badge()).isFalse();
        assertThat(changed.users()).isEqualTo(PUSH.users());
    }

    @Test
    void rubbishChangesNothing() {
        assertThat(checked("{\"userIDList\":\"bob\"}")).contains(PUSH);
        assertThat(checked("{\"userIDList\":[7]}")).contains(PUSH);
        assertThat(checked("{\"offlinePushInfo\":{\"title\":7,\"iOSBadgeCount\":\"yes\"}}"))
                .isPresent();
        assertThat(checked("null")).contains(PUSH);
    }
}
