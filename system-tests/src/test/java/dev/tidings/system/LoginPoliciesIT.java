package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.client.Closed;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who ends whose login when the devices are on different nodes. The usual policy, 1, is what every other class runs with.
 * Goes before the stack that most classes share.
 */
@Order(1)
class LoginPoliciesIT {
    private static final int KICKED = 4003;
    private static final int TOKEN_KICKED = 1506;
    private static final Duration KICKED_WITHIN = Duration.ofSeconds(1);

    /** The second device logs in on the other node; the third one is there all the time and is nobody's business. */
    @ParameterizedTest(name = "policy {0}: {2} after {1} kicks it; {3} stays")
    @CsvSource({
        "4, ANDROID, IOS, WEB",
        "5, ANDROID, WEB, WINDOWS",
    })
    void aLoginOnAnotherNodeEndsThoseThePolicySays(int policy, Platform before, Platform after, Platform bystander)
            throws Exception {
        try (Stack stack = Stack.start(
                        "login-policy-" + policy,
                        20,
                        List.of(
                                "--nodes",
                                "2",
                                "--balancer",
                                "none",
                                "--java-option",
                                "-XX:TieredStopAtLevel=1",
                                "--set",
                                "im.auth.multi-login-policy=" + policy));
                ImNetwork network = new ImNetwork(1, Clock.systemUTC())) {
            RestClient other = stack.admin(stack.restUrl(2));
            String user = "user" + policy;
            other.register(List.of(user));
            Login old = login(stack, 1, user, before, other);
            ImClient third = connected(network, login(stack, 1, user, bystander, other));
            ImClient first = connected(network, old);

            long began = System.nanoTime();
            ImClient second = connected(network, login(stack, 2, user, after, other));

            Closed closed = first.closed().orTimeout(10, TimeUnit.SECONDS).join();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("policy %d: the kick took %d ms, with the login%n", policy, took.toMillis());
            assertThat(closed.code()).isEqualTo(KICKED);
            assertThat(took).isLessThan(KICKED_WITHIN);
            assertThatThrownBy(() -> connected(network, old))
                    .hasCauseInstanceOf(RefusedException.class)
                    .satisfies(failure -> assertThat(((RefusedException) failure.getCause()).errCode())
                            .isEqualTo(TOKEN_KICKED));
            assertThat(second.isOpen()).isTrue();
            assertThat(third.isOpen()).isTrue();
            List.of(first, second, third).forEach(ImClient::close);
        }
    }

    private static Login login(Stack stack, int node, String user, Platform platform, RestClient rest) {
        return Login.javascript(stack.socketUrl(node), user, platform, rest.userToken(user, platform));
    }

    private static ImClient connected(ImNetwork network, Login login) {
        return ImClient.connect(network, login, new ImListener() {})
                .orTimeout(Pair.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
