package dev.tidings.provider;

import static dev.tidings.offline.ProviderName.GETUI;
import static dev.tidings.provider.Outcome.Kind.FAILED;
import static dev.tidings.provider.Outcome.Kind.LIMITED;
import static dev.tidings.provider.Outcome.Kind.SENT;
import static dev.tidings.provider.Pushes.kinds;
import static dev.tidings.provider.Pushes.to;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Getui's REST API v2: authentication, push to one cid, and its return codes. */
class GetuiProviderTest {
    private static final String PUSH = "/v2/app-1/push/single/cid";
    private static final FakeHttp.Answer OK = FakeHttp.Answer.of(
            200, "{\"code\":0,\"msg\":\"success\",\"data\":{\"task\":{\"cid\":\"successed_offline\"}}}");

    private final AtomicInteger grants = new AtomicInteger();
    private Function<FakeHttp.Asked, FakeHttp.Answer> pushes = asked -> OK;
    private final FakeHttp server = new FakeHttp(this::grantOr);
    private final GetuiProvider getui = new GetuiProvider(
            new GetuiProvider.Settings(Http.below(server.uri(), "/v2"), "app-1", "key-1", "master"),
            Pushes.TIMEOUT,
            Pushes.CLOCK);

    @AfterEach
    void stop() {
        server.close();
    }

    private FakeHttp.Answer grantOr(FakeHttp.Asked asked) {
        if (!asked.path().equals("/v2/app-1/auth")) {
            return pushes.apply(asked);
        }
        long until = Pushes.CLOCK.millis() + Duration.ofDays(1).toMillis();
        return FakeHttp.Answer.of(
                200,
                "{\"code\":0,\"msg\":\"success\",\"data\":{\"expire_time\":\"" + until + "\",\"token\":\"access-"
                        + grants.incrementAndGet() + "\"}}");
    }

    @Test
    void theAuthenticationIsSignedWithTheMasterSecret() throws Exception {
        getui.push(List.of(to(GETUI, "cid-1")));

        JsonObject auth = server.asked("/v2/app-1/auth").get(0).json();
        String signed = "key-1" + auth.getString("timestamp") + "master";
        assertThat(auth.getString("appkey")).isEqualTo("key-1");
        assertThat(auth.getString("timestamp")).isEqualTo(Long.toString(Pushes.CLOCK.millis()));
        assertThat(auth.getString("sign"))
                .isEqualTo(HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aDeviceIsToldByItsCidUnderARequestIdOfItsOwn() {
        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"), to(GETUI, "cid-2")))))
                .containsExactly(SENT, SENT);
        getui.push(List.of(to(GETUI, "cid-1")));

        List<FakeHttp.Asked> asked = server.asked(PUSH);
        JsonObject first = byCid("cid-1").get(0);
        assertThat(asked).allMatch(it -> it.header("token").equals("access-1"));
        assertThat(grants).hasValue(1);
        assertThat(first.getString("request_id"))
                .hasSize(32)
                .isEqualTo(byCid("cid-1").get(1).getString("request_id"));
        assertThat(byCid("cid-2").get(0).getString("request_id")).isNotEqualTo(first.getString("request_id"));
        JsonObject ios = first.getJsonObject("push_channel").getJsonObject("ios");
        assertThat(ios.getJsonObject("aps").getJsonObject("alert").getString("title"))
                .isEqualTo("New message");
        assertThat(ios.getString("auto_badge")).isEqualTo("3");
        JsonObject shown = first.getJsonObject("push_channel")
                .getJsonObject("android")
                .getJsonObject("ups")
                .getJsonObject("notification");
        assertThat(shown.getString("title")).isEqualTo("New message");
        assertThat(shown.getString("body")).isEqualTo("from Alice");
        assertThat(shown.getString("click_type")).isEqualTo("startapp");
    }

    private List<JsonObject> byCid(String cid) {
        return server.asked(PUSH).stream()
                .map(FakeHttp.Asked::json)
                .filter(it -> it.getJsonObject("audience")
                        .getJsonArray("cid")
                        .getString(0)
                        .equals(cid))
                .toList();
    }

    @Test
    void anExpiredTokenIsRefreshed() {
        pushes = asked -> asked.header("token").equals("access-1")
                ? FakeHttp.Answer.of(200, "{\"code\":10001,\"msg\":\"token expired\"}")
                : OK;

        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"))))).containsExactly(SENT);
        assertThat(grants).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({
        "200, 20001, target user is invalid, INVALID_TOKEN",
        "400, 20001, cid format error, INVALID_TOKEN",
        "400, 20001, push_message is null, REFUSED",
        "400, 20001, title size over limit, REFUSED",
        "200, 1, not json, REFUSED",
        "200, 2, starting, FAILED",
        "200, 301, wrong host, FAILED",
        "401, 10002, appId or ip in the blacklist, FAILED",
        "401, 10003, too many authentications in a minute, LIMITED",
        "401, 10005, too many calls in a minute, LIMITED",
        "403, 30000, not in the package, FAILED",
        "200, 10001, token is wrong, FAILED",
        "500, 50001, internal error, FAILED",
        "404, 404, no such path, REFUSED",
    })
    void everyReturnCodeHasItsOutcome(int status, int code, String message, Outcome.Kind kind) {
        pushes = asked -> FakeHttp.Answer.of(status, "{\"code\":" + code + ",\"msg\":\"" + message + "\"}");

        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"))))).containsExactly(kind);
    }

    @Test
    void aRateLimitIsWaitedFor() {
        pushes = asked ->
                FakeHttp.Answer.of(429, "{\"code\":1,\"msg\":\"too fast\"}").with("Retry-After", "5");

        Outcome outcome = getui.push(List.of(to(GETUI, "cid-1"))).get(0);

        assertThat(outcome).extracting(Outcome::kind, Outcome::pause).containsExactly(LIMITED, Duration.ofSeconds(5));
    }

    @Test
    void whoHangsOrSpeaksNoJsonHasFailed() {
        pushes = asked -> FakeHttp.Answer.of(200, "welcome");
        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"))))).containsExactly(FAILED);

        server.hangs(true);
        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"))))).containsExactly(FAILED);
    }

    @Test
    void anAuthenticationThatIsRefusedFailsAndIsTriedAgainNextTime() {
        server.answers(asked -> FakeHttp.Answer.of(200, "{\"code\":10003,\"msg\":\"sign error\"}"));
        Outcome refused = getui.push(List.of(to(GETUI, "cid-1"))).get(0);

        server.answers(this::grantOr);

        assertThat(refused.kind()).isEqualTo(FAILED);
        assertThat(refused.reason()).isEqualTo("Getui auth 200 code 10003");
        assertThat(kinds(getui.push(List.of(to(GETUI, "cid-1"))))).containsExactly(SENT);
    }
}
