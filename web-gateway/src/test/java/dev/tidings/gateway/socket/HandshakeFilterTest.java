package dev.tidings.gateway.socket;

import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.token.TestTokens;
import dev.tidings.token.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What reaches the WebSocket container of a connect request: it keeps with the socket whatever it sees. */
class HandshakeFilterTest {
    private static final int WEB = 5;

    private final Tokens tokens =
            TestTokens.inMemory(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    private final HandshakeFilter filter = new HandshakeFilter(new Handshake(tokens, new Sockets()), TestLobby.empty());
    private final String token = tokens.issue(ALICE, WEB, Duration.ofDays(1)).token();

    @Test
    void theContainerLearnsWhoComesAndNeitherTokenNorQuery() throws ServletException, IOException {
        HttpServletRequest seen = connect("alice");

        assertThat(seen).isNotNull();
        assertThat(seen.getUserPrincipal())
                .isInstanceOfSatisfying(
                        Handshake.Accepted.class,
                        it -> assertThat(it.caller().user()).isEqualTo(ALICE));
        assertThat(seen.getQueryString()).isNull();
        assertThat(seen.getParameterMap()).isEmpty();
    }

    @Test
    void theContainerSeesTheHeadersOfTheUpgradeAlone() throws ServletException, IOException {
        HttpServletRequest seen = connect("alice");

        assertThat(seen).isNotNull();
        assertThat(Collections.list(seen.getHeaderNames()))
                .containsExactly("Host", "Upgrade", "Origin", "Sec-WebSocket-Key", "sec-websocket-version");
    }

    @Test
    void whoWaitsForATextAndIsRefusedReachesTheContainerAllTheSame() throws ServletException, IOException {
        HttpServletRequest seen = connect("bob&isMsgResp=true");

        assertThat(seen).isNotNull();
        assertThat(seen.getUserPrincipal()).isInstanceOf(Handshake.Refused.class);
    }

    /** What the container gets, if anything. */
    private @Nullable HttpServletRequest connect(String sendID) throws ServletException, IOException {
        HttpServletRequest[] seen = new HttpServletRequest[1];
        FilterChain chain = (request, response) -> seen[0] = (HttpServletRequest) request;
        filter.doFilter(
                request("token=" + token + "&platformID=" + WEB + "&operationID=op&sendID=" + sendID),
                response(),
                chain);
        return seen[0];
    }

    private static HttpServletRequest request(String query) {
        Map<String, Object> answers = Map.of(
                "getMethod",
                "GET",
                "getQueryString",
                query,
                "getParameterMap",
                Map.of("token", new String[] {"secret"}),
                "getHeaderNames",
                Collections.enumeration(List.of(
                        "Host",
                        "User-Agent",
                        "Upgrade",
                        "Origin",
                        "Cookie",
                        "Sec-WebSocket-Key",
                        "sec-websocket-version")));
        return (HttpServletRequest) Proxy.newProxyInstance(
                HandshakeFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> answers.get(method.getName()));
    }

    private static HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                HandshakeFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> {
                    throw new AssertionError("nothing is answered here, but " + method.getName() + " was called");
                });
    }
}
