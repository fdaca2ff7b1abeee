package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.SeqRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestClientTest {
    private HttpServer http;
    private RestClient rest;
    private volatile String seen = "";
    private volatile String answer = "{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}";

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("token");
            boolean traced = exchange.getRequestHeaders().containsKey("operationID");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " token=" + token + " traced="
                    + traced + " " + body;
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        http.start();
        rest = new RestClient(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/im"));
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void tokensAreAskedForAsABusinessServerDoes() {
        answer = "{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\",\"data\":{\"token\":\"abc\",\"expireTimeSeconds\":1}}";

        assertThat(rest.adminToken("secret", "imAdmin")).isEqualTo("abc");
        assertThat(seen)
                .isEqualTo(
                        "POST /im/auth/get_admin_token token=null traced=true {\"secret\":\"secret\",\"userID\":\"imAdmin\"}");

        assertThat(rest.withToken("abc").userToken("u1", Platform.WEB)).isEqualTo("abc");
        assertThat(seen)
                .isEqualTo("POST /im/auth/get_user_token token=abc traced=true {\"userID\":\"u1\",\"platformID\":5}");
    }

    @Test
    void messagesAreSentAndPulled() {
        answer = "{\"errCode\":0,\"data\":{\"maxSeqs\":{\"si_u1_u2\":3}}}";

        assertThat(rest.newestSeqs("u1").path("maxSeqs").path("si_u1_u2").asLong())
                .isEqualTo(3);
        rest.pull(
                "u1",
                List.of(SeqRange.newBuilder()
                        .setConversationID("si_u1_u2")
                        .setBegin(1)
                        .setEnd(3)
                        .setNum(3)
                        .build()));
        assertThat(seen).contains("/im/msg/pull_msg_by_seq").contains("\"begin\":1,\"end\":3,\"num\":3");
        rest.sendText("u1", "u2", "say \"hi\"");
        assertThat(seen).contains("/im/msg/send_msg").contains("{\"content\":\"say \\\"hi\\\"\"}");
        rest.register(List.of("u1", "u2"));
        assertThat(seen).contains("/im/user/user_register").contains("\"userID\":\"u2\"");
    }

    @Test
    void anErrorCodeIsARefusal() {
        answer = "{\"errCode\":1004,\"errMsg\":\"RecordNotFound\",\"errDlt\":\"x\"}";

        assertThat(rest.post("/x", RestClient.object()).errCode()).isEqualTo(1004);
        assertThatThrownBy(() -> rest.newestSeqs("u1"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.errCode()).isEqualTo(1004));
    }

    @Test
    void whatIsNoAnswerIsLost() {
        answer = "<html>";
        assertThatThrownBy(() -> rest.newestSeqs("u1")).isInstanceOf(LostException.class);
        answer = "{}";
        assertThatThrownBy(() -> rest.newestSeqs("u1")).isInstanceOf(LostException.class);
        http.stop(0);
        assertThatThrownBy(() -> rest.newestSeqs("u1")).isInstanceOf(LostException.class);
    }
}
