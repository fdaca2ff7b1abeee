package dev.tidings.provider;

import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.offline.ProviderName.HTTP;
import static dev.tidings.provider.Outcome.Kind.DEVICE_BUSY;
import static dev.tidings.provider.Outcome.Kind.FAILED;
import static dev.tidings.provider.Outcome.Kind.INVALID_TOKEN;
import static dev.tidings.provider.Outcome.Kind.LIMITED;
import static dev.tidings.provider.Outcome.Kind.REFUSED;
import static dev.tidings.provider.Outcome.Kind.SENT;
import static dev.tidings.provider.Pushes.kinds;
import static dev.tidings.provider.Pushes.push;
import static dev.tidings.provider.Pushes.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of docs/offline-push.md. */
class SignedHttpProviderTest {
    private static final String SECRET = "a secret of the tests";

    private final FakeHttp server = new FakeHttp(asked -> FakeHttp.Answer.of(204, ""));
    private final SignedHttpProvider http =
            new SignedHttpProvider(Http.below(server.uri(), "/push"), SECRET, Pushes.TIMEOUT, Pushes.CLOCK);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBatchIsOneSignedDocument() throws Exception {
        List<Outcome> outcomes = http.push(List.of(to(HTTP, "t1"), push("n", BOB, HTTP, "t2")));

        assertThat(kinds(outcomes)).containsExactly(SENT, SENT);
        assertThat(server.asked).hasSize(1);
        FakeHttp.Asked asked = server.asked.get(0);
        String timestamp = asked.header("Tidings-Timestamp");
        assertThat(timestamp).isEqualTo(Long.toString(Pushes.NOW.getEpochSecond()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of()
                .formatHex(mac.doFinal((timestamp + "." + asked.body()).getBytes(StandardCharsets.UTF_8)));
        assertThat(asked.header("Tidings-Signature")).isEqualTo("v1=" + signature);
        JsonObject first = asked.json().getJsonArray("pushes").getJsonObject(0);
        assertThat(first.getString("userID")).isEqualTo("bob");
        assertThat(first.getString("token")).isEqualTo("t1");
        assertThat(first.getString("title")).isEqualTo("New message");
        assertThat(first.getString("text")).isEqualTo("from Alice");
        assertThat(first.getInt("badge")).isEqualTo(3);
        assertThat(first.getJsonObject("data").getString("conversationID")).isEqualTo("si_alice_bob");
    }

    @Test
    void aRepetitionHasTheSameIds() {
        http.push(List.of(to(HTTP, "t1")));
        http.push(List.of(to(HTTP, "t1")));

        assertThat(server.asked.get(1).json().getJsonArray("pushes"))
                .isEqualTo(server.asked.get(0).json().getJsonArray("pushes"));
    }

    @Test
    void theServerSaysOfEachPushWhatBecameOfIt() {
        List<DevicePush> pushes =
                List.of(to(HTTP, "a"), to(HTTP, "b"), to(HTTP, "c"), to(HTTP, "d"), to(HTTP, "e"), to(HTTP, "f"));
        server.answers(asked -> FakeHttp.Answer.of(
                200,
                "{\"results\":["
                        + result(pushes.get(0), "\"sent\"") + ","
                        + result(pushes.get(1), "\"invalid\"") + ","
                        + result(pushes.get(2), "\"later\",\"retryAfterSeconds\":30") + ","
                        + result(pushes.get(3), "\"refused\"") + ","
                        + result(pushes.get(4), "\"perhaps\"") + "]}"));

        List<Outcome> outcomes = http.push(pushes);

        assertThat(kinds(outcomes)).containsExactly(SENT, INVALID_TOKEN, DEVICE_BUSY, REFUSED, REFUSED, SENT);
        assertThat(outcomes.get(2).pause()).isEqualTo(Duration.ofSeconds(30));
    }

    private static String result(DevicePush push, String status) {
        return "{\"id\":\"" + push.id() + "\",\"status\":" + status + "}";
    }

    @ParameterizedTest
    @CsvSource({
        "500, FAILED",
        "503, FAILED",
        "301, FAILED",
        "401, FAILED",
        "404, FAILED",
        "400, REFUSED",
        "413, REFUSED"
    })
    void anAnswerWithoutResultsIsAboutAll(int status, Outcome.Kind kind) {
        server.answers(asked -> FakeHttp.Answer.of(status, ""));

        assertThat(kinds(http.push(List.of(to(HTTP, "a"), to(HTTP, "b"))))).containsExactly(kind, kind);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aRequestToWaitIsHonoured(int status) {
        server.answers(asked -> FakeHttp.Answer.of(status, "").with("Retry-After", "12"));

        assertThat(http.push(List.of(to(HTTP, "a"))).get(0))
                .extracting(Outcome::kind, Outcome::pause)
                .containsExactly(LIMITED, Duration.ofSeconds(12));
    }

    @Test
    void aWaitThatWouldNotEndIsCutToAnHour() {
        server.answers(asked -> FakeHttp.Answer.of(429, "").with("Retry-After", "999999999"));

        assertThat(http.push(List.of(to(HTTP, "a"))).get(0).pause()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whoHangsOrIsGoneHasFailed() {
        server.hangs(true);
        assertThat(kinds(http.push(List.of(to(HTTP, "a"))))).containsExactly(FAILED);

        server.close();
        assertThat(kinds(http.push(List.of(to(HTTP, "a"))))).containsExactly(FAILED);
    }

    @Test
    void aHugeAnswerIsNotRead() {
        server.answers(asked -> FakeHttp.Answer.of(200, "[".repeat(1_000_000)));

        Outcome outcome = http.push(List.of(to(HTTP, "a"))).get(0);

        assertThat(outcome.kind()).isEqualTo(FAILED);
        assertThat(outcome.reason()).isEqualTo("the answer is larger than 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://push.example/x",
                "ftp://127.0.0.1/",
                "http://127.0.0.1.evil.example/",
                "http://localhost@evil.example/",
                "/push"
            })
    void onlyHttpsOrThisMachineItselfIsAnAddress(String address) {
        assertThatThrownBy(() -> Http.address("im.push.http.url", address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("im.push.http.url is not an https URL");
    }
}
