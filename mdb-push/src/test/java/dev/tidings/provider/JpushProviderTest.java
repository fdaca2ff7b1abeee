package dev.tidings.provider;

import static dev.tidings.offline.ProviderName.JPUSH;
import static dev.tidings.provider.Outcome.Kind.FAILED;
import static dev.tidings.provider.Outcome.Kind.LIMITED;
import static dev.tidings.provider.Outcome.Kind.SENT;
import static dev.tidings.provider.Pushes.kinds;
import static dev.tidings.provider.Pushes.to;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JPush's push API v3: basic authentication, a registration id, and its error codes. */
class JpushProviderTest {
    private static final FakeHttp.Answer OK = FakeHttp.Answer.of(200, "{\"sendno\":\"0\",\"msg_id\":\"1828256757\"}");

    private final FakeHttp server = new FakeHttp(asked -> OK);
    private final JpushProvider jpush = new JpushProvider(
            new JpushProvider.Settings(Http.below(server.uri(), "/v3"), "key", "secret", false), Pushes.TIMEOUT);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aDeviceIsToldByItsRegistrationId() {
        assertThat(kinds(jpush.push(List.of(to(JPUSH, "rid"))))).containsExactly(SENT);

        FakeHttp.Asked asked = server.asked("/v3/push").get(0);
        JsonObject body = asked.json();
        assertThat(asked.header("Authorization")).isEqualTo("Basic a2V5OnNlY3JldA==");
        assertThat(body.getJsonObject("audience")
                        .getJsonArray("registration_id")
                        .getString(0))
                .isEqualTo("rid");
        JsonObject notification = body.getJsonObject("notification");
        assertThat(notification.getJsonObject("android").getString("title")).isEqualTo("New message");
        assertThat(notification.getJsonObject("android").getString("alert")).isEqualTo("from Alice");
        assertThat(notification.getJsonObject("ios").getInt("badge")).isEqualTo(3);
        assertThat(notification.getJsonObject("ios").getJsonObject("extras").getString("conversationID"))
                .isEqualTo("si_alice_bob");
        assertThat(body.getJsonObject("options").getBoolean("apns_production")).isFalse();
    }

    @Test
    void aRepetitionHasTheSameCid() {
        jpush.push(List.of(to(JPUSH, "rid"), to(JPUSH, "other")));
        jpush.push(List.of(to(JPUSH, "rid"), to(JPUSH, "other")));

        List<String> cids = server.asked.stream()
                .map(asked -> asked.json().getString("cid"))
                .distinct()
                .toList();
        assertThat(cids).hasSize(2).allMatch(cid -> cid.startsWith("key-"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 1011, cannot find user by this audience, INVALID_TOKEN",
        "400, 1003, 'The registration_id xyz is invalid!', INVALID_TOKEN",
        "400, 1003, Parameter value is invalid, REFUSED",
        "400, 1005, Message too large, REFUSED",
        "401, 1004, Authen failed, FAILED",
        "403, 2004, not in the list of addresses, FAILED",
        "404, 1020, HTTPS only, REFUSED",
        "500, 1000, System error, FAILED",
        "503, 1030, Service is unavailable, FAILED",
    })
    void everyErrorCodeHasItsOutcome(int status, int code, String message, Outcome.Kind kind) {
        server.answers(asked ->
                FakeHttp.Answer.of(status, "{\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}"));

        assertThat(kinds(jpush.push(List.of(to(JPUSH, "rid"))))).containsExactly(kind);
    }

    @Test
    void aRateLimitIsWaitedForUntilItIsCountedAnew() {
        FakeHttp.Answer limit =
                FakeHttp.Answer.of(429, "{\"error\":{\"code\":2002,\"message\":\"Rate limit exceeded\"}}");
        server.answers(
                FakeHttp.inTurn(limit.with("X-Rate-Limit-Limit", "600").with("X-Rate-Limit-Reset", "23"), limit));

        Outcome told = jpush.push(List.of(to(JPUSH, "rid"))).get(0);
        Outcome untold = jpush.push(List.of(to(JPUSH, "rid"))).get(0);

        assertThat(told).extracting(Outcome::kind, Outcome::pause).containsExactly(LIMITED, Duration.ofSeconds(23));
        assertThat(untold.pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void afterALimitTheRestOfTheBatchIsNotTried() {
        server.answers(asked -> FakeHttp.Answer.of(429, ""));
        List<DevicePush> many = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> to(JPUSH, "r" + i))
                .toList();

        List<Outcome> outcomes = jpush.push(many);

        assertThat(kinds(outcomes)).contains(LIMITED).doesNotContain(SENT);
        assertThat(server.asked.size()).isLessThan(50);
    }

    @Test
    void whoHangsHasFailed() {
        server.hangs(true);

        assertThat(kinds(jpush.push(List.of(to(JPUSH, "rid"))))).containsExactly(FAILED);
    }

    @Test
    void whoIsNotThereHasFailed() {
        server.close();

        assertThat(kinds(jpush.push(List.of(to(JPUSH, "rid"))))).containsExactly(FAILED);
    }
}
