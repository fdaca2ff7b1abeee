package dev.tidings.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusinessServerTest {
    private static final String SECRET = "just-for-this-test";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private BusinessServer server;

    @BeforeEach
    void start() throws Exception {
        server = BusinessServer.start(0, SECRET, folder.resolve("events.jsonl"), Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> post(String body, String secret, long time, String eventId) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8)));
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/callbackX"))
                        .header("X-Tidings-Timestamp", Long.toString(time))
                        .header("X-Tidings-Signature", "0000=00," + "abcd=" + signature)
                        .header("X-Tidings-Event-Id", eventId)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String answer(String body) throws Exception {
        return post(body, SECRET, System.currentTimeMillis(), "e1").body();
    }

    private static String message(String command, String text) {
        return "{\"callbackCommand\":\"" + command + "\",\"contentType\":101,\"content\":\"{\\\"content\\\":\\\"" + text
                + "\\\"}\"}";
    }

    @Test
    void aForbiddenWordIsRefusedWithTheApplicationsOwnCode() throws Exception {
        String refused = answer(message("callbackBeforeSendSingleMsgCommand", "this is Forbidden, really"));

        assertThat(refused).contains("\"actionCode\":0", "\"nextCode\":1", "\"errCode\":5001");
        assertThat(answer(message("callbackBeforeSendSingleMsgCommand", "unforbiddenly nice")))
                .contains("\"nextCode\":0");
    }

    @Test
    void aRoughWordIsRewrittenAndTheRestIsLeftAlone() throws Exception {
        assertThat(answer(message("callbackBeforeMsgModifyCommand", "damn :shrug:")))
                .contains("\"content\":\"{\\\"content\\\":\\\"d**n ¯");
        assertThat(answer(message("callbackBeforeMsgModifyCommand", "hello"))).doesNotContain("\"content\"");
    }

    @Test
    void aWhisperIsPushedToNobodyAndTheRestToEverybody() throws Exception {
        assertThat(answer(message("callbackBeforeOnlinePushCommand", "psst, for later")))
                .contains("\"nextCode\":1");
        assertThat(answer(message("callbackBeforeOnlinePushCommand", "hello"))).contains("\"nextCode\":0");
    }

    @Test
    void anEventIsKeptOnceHoweverOftenItIsTold() throws Exception {
        String event = "{\"callbackCommand\":\"callbackAfterSendSingleMsgCommand\",\"sendID\":\"a\"}";
        answer(event);
        answer(event);
        server.close();
        server = BusinessServer.start(0, SECRET, folder.resolve("events.jsonl"), Clock.systemUTC());

        answer(event);

        assertThat(Files.readAllLines(folder.resolve("events.jsonl"))).hasSize(1);
    }

    @Test
    void whoDoesNotHaveTheSecretOrIsLateIsTurnedAway() throws Exception {
        String body = message("callbackBeforeSendSingleMsgCommand", "hello");

        assertThat(post(body, "another-secret", System.currentTimeMillis(), "e").statusCode())
                .isEqualTo(401);
        assertThat(post(body, SECRET, System.currentTimeMillis() - 600_000, "e").statusCode())
                .isEqualTo(401);
        assertThat(post(body, SECRET, System.currentTimeMillis(), "e").statusCode())
                .isEqualTo(200);
    }
}
