package dev.tidings.msg;

import static dev.tidings.hook.TestBusinessServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.fault.ImException;
import dev.tidings.hook.NoHooks;
import dev.tidings.hook.TestBusinessServer;
import dev.tidings.hook.TestHooks;
import dev.tidings.message.UserId;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisteringTest {
    private static final UserId DORA = new UserId("dora");

    private final TestBusinessServer server = TestBusinessServer.start();
    private final TestHooks hooks = TestHooks.at(server.url(), "im.hook.enabled", "beforeUserRegister");
    private final InMemoryUsers users = new InMemoryUsers();
    private final Registering registering = new Registering(users, hooks.before(), new NoHooks(), TestHooks.NOW);

    @AfterEach
    void close() {
        hooks.close();
        server.close();
    }

    private void register() {
        registering.register(List.of(User.of(DORA, "Dora", "", 0)), "op");
    }

    @Test
    void theBusinessServerIsAskedAndMayRefuse() {
        server.behaves(answering(200, "{\"nextCode\":1,\"errCode\":5002,\"errMsg\":\"Closed\"}"));

        ImException refused = (ImException) catchThrowable(this::register);

        assertThat(refused.number()).isEqualTo(5002);
        assertThat(users.existing(List.of(DORA))).isEmpty();
        assertThat(server.asked.get(0).path()).isEqualTo("/callbackBeforeUserRegisterCommand");
        assertThat(server.asked
                        .get(0)
                        .json()
                        .getJsonArray("users")
                        .getJsonObject(0)
                        .getString("userID"))
                .isEqualTo("dora");
    }

    @Test
    void theBusinessServerMayChangeTheUsers() {
        server.behaves(answering(200, "{\"users\":[{\"userID\":\"dora\",\"nickname\":\"D.\",\"ex\":\"vip\"}]}"));

        register();

        User dora = users.find(List.of(DORA)).get(0);
        assertThat(dora.nickname()).isEqualTo("D.");
        assertThat(dora.ex()).isEqualTo("vip");
        assertThat(dora.createTime()).isEqualTo(TestHooks.NOW.millis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"users\":[{\"userID\":\"\"}]}",
                "{\"users\":[{\"userID\":7}]}",
                "{\"users\":[null]}",
                "{\"users\":{}}",
                "{\"users\":[{\"userID\":\"dora\",\"globalRecvMsgOpt\":9}]}",
                "{\"users\":[{\"userID\":\"dora\",\"createTime\":\"x\"}]}",
                "{}",
                "{\"users\":null}",
                "{\"users\":[]}"
            })
    void whatIsNotUsersRegistersThoseThatWereAskedAbout(String answer) {
        server.behaves(answering(200, answer));

        register();

        assertThat(users.find(List.of(DORA)).get(0).nickname()).isEqualTo("Dora");
    }
}
