package dev.tidings.provider;

import static dev.tidings.offline.ProviderName.FCM;
import static dev.tidings.provider.Outcome.Kind.FAILED;
import static dev.tidings.provider.Outcome.Kind.INVALID_TOKEN;
import static dev.tidings.provider.Outcome.Kind.LIMITED;
import static dev.tidings.provider.Outcome.Kind.REFUSED;
import static dev.tidings.provider.Outcome.Kind.SENT;
import static dev.tidings.provider.Pushes.kinds;
import static dev.tidings.provider.Pushes.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FCM HTTP v1, as Firebase's reference describes requests, answers and error codes. */
class FcmProviderTest {
    private static final String SEND = "/v1/projects/chat-app/messages:send";
    private static final FakeHttp.Answer OK = FakeHttp.Answer.of(200, "{\"name\":\"projects/chat-app/messages/1\"}");

    @TempDir
    Path folder;

    private final AtomicInteger grants = new AtomicInteger();
    private final Ticking clock = new Ticking();
    private FakeHttp google;
    private KeyPair keys;
    private FcmProvider fcm;

    @BeforeEach
    void start() throws Exception {
        google = new FakeHttp(this::grantOr);
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        keys = rsa.generateKeyPair();
        Path file = folder.resolve("account.json");
        Files.writeString(file, account(google.uri() + "/token"));
        fcm = new FcmProvider(ServiceAccount.read("key", file), google.uri(), Pushes.TIMEOUT, clock);
    }

    @AfterEach
    void stop() {
        google.close();
    }

    private String account(String tokenUri) {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return Json.createObjectBuilder()
                .add("type", "service_account")
                .add("project_id", "chat-app")
                .add("private_key_id", "key-1")
                .add("private_key", pem)
                .add("client_email", "push@chat-app.iam.gserviceaccount.com")
                .add("token_uri", tokenUri)
                .build()
                .toString();
    }

    private java.util.function.Function<FakeHttp.Asked, FakeHttp.Answer> messages = asked -> OK;

    private FakeHttp.Answer grantOr(FakeHttp.Asked asked) {
        return asked.path().equals("/token")
                ? FakeHttp.Answer.of(
                        200,
                        "{\"access_token\":\"access-" + grants.incrementAndGet()
                                + "\",\"expires_in\":3599,\"token_type\":\"Bearer\"}")
                : messages.apply(asked);
    }

    private static FakeHttp.Answer error(int status, String code, String message) {
        return FakeHttp.Answer.of(status, """
                {"error":{"code":%d,"message":"%s","status":"S","details":[\
                {"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"%s"}]}}""".formatted(status, message, code));
    }

    private Outcome answered(FakeHttp.Answer answer) {
        messages = asked -> answer;
        return fcm.push(List.of(to(FCM, "device"))).get(0);
    }

    @Test
    void theServiceAccountAsksForATokenWithAnAssertionOfItsKey() throws Exception {
        fcm.push(List.of(to(FCM, "device")));

        String form = google.asked("/token").get(0).body();
        assertThat(URLDecoder.decode(form, StandardCharsets.UTF_8))
                .startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=");
        SignedJWT assertion = SignedJWT.parse(form.substring(form.indexOf("assertion=") + "assertion=".length()));
        assertThat(assertion.verify(new RSASSAVerifier((RSAPublicKey) keys.getPublic())))
                .isTrue();
        assertThat(assertion.getHeader().getKeyID()).isEqualTo("key-1");
        assertThat(assertion.getJWTClaimsSet().getIssuer()).isEqualTo("push@chat-app.iam.gserviceaccount.com");
        assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly(google.uri() + "/token");
        assertThat(assertion.getJWTClaimsSet().getStringClaim("scope"))
                .isEqualTo("https://www.googleapis.com/auth/firebase.messaging");
    }

    @Test
    void aDeviceIsToldWhatItShowsAndWhichMessageItIs() {
        List<Outcome> outcomes = fcm.push(List.of(to(FCM, "device")));

        assertThat(kinds(outcomes)).containsExactly(SENT);
        FakeHttp.Asked asked = google.asked(SEND).get(0);
        JsonObject message = asked.json().getJsonObject("message");
        String id = Pushes.notification("m").message().value();
        assertThat(asked.header("Authorization")).isEqualTo("Bearer access-1");
        assertThat(message.getString("token")).isEqualTo("device");
        assertThat(message.getJsonObject("notification").getString("title")).isEqualTo("New message");
        assertThat(message.getJsonObject("notification").getString("body")).isEqualTo("from Alice");
        assertThat(message.getJsonObject("data").getString("serverMsgID")).isEqualTo(id);
        assertThat(message.getJsonObject("data").getString("conversationID")).isEqualTo("si_alice_bob");
        assertThat(message.getJsonObject("data").getString("ex")).isEqualTo("{\"x\":1}");
        assertThat(message.getJsonObject("android")
                        .getJsonObject("notification")
                        .getString("tag"))
                .isEqualTo(id);
        JsonObject apns = message.getJsonObject("apns");
        assertThat(apns.getJsonObject("headers").getString("apns-collapse-id")).isEqualTo(id);
        JsonObject aps = apns.getJsonObject("payload").getJsonObject("aps");
        assertThat(aps.getInt("badge")).isEqualTo(3);
        assertThat(aps.getString("sound")).isEqualTo("default");
    }

    @Test
    void oneAccessTokenServesManyPushesUntilItEnds() {
        fcm.push(List.of(to(FCM, "a"), to(FCM, "b"), to(FCM, "c")));
        fcm.push(List.of(to(FCM, "d")));
        assertThat(grants).hasValue(1);

        clock.now = clock.now.plus(Duration.ofMinutes(59));
        fcm.push(List.of(to(FCM, "e")));

        assertThat(grants).hasValue(2);
    }

    @Test
    void anAccessTokenThatIsNotTakenAnyMoreIsRefreshedOnce() {
        messages = asked -> asked.header("Authorization").equals("Bearer access-1")
                ? FakeHttp.Answer.of(401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}")
                : OK;

        assertThat(kinds(fcm.push(List.of(to(FCM, "a"), to(FCM, "b"))))).containsExactly(SENT, SENT);
        assertThat(grants).hasValue(2);
    }

    @Test
    void whoIsNeverLetInFailsAndTriesNoMoreThanTwice() {
        Outcome outcome =
                answered(FakeHttp.Answer.of(401, "{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}"));

        assertThat(outcome.kind()).isEqualTo(FAILED);
        assertThat(google.asked(SEND)).hasSize(2);
    }

    @Test
    void aServiceAccountThatGetsNoTokenFails() {
        google.answers(asked -> FakeHttp.Answer.of(400, "{\"error\":\"invalid_grant\"}"));

        Outcome outcome = fcm.push(List.of(to(FCM, "device"))).get(0);

        assertThat(outcome.kind()).isEqualTo(FAILED);
        assertThat(outcome.reason()).isEqualTo("FCM token endpoint 400 invalid_grant");
        google.answers(this::grantOr);
        assertThat(kinds(fcm.push(List.of(to(FCM, "device"))))).containsExactly(SENT);
    }

    @ParameterizedTest
    @CsvSource({
        "404, UNREGISTERED, Requested entity was not found., INVALID_TOKEN",
        "400, INVALID_ARGUMENT, The registration token is not a valid FCM registration token, INVALID_TOKEN",
        "400, INVALID_ARGUMENT, Request contains an invalid argument., REFUSED",
        "403, SENDER_ID_MISMATCH, SenderId mismatch, REFUSED",
        "401, THIRD_PARTY_AUTH_ERROR, Auth error from APNS, FAILED",
        "403, PERMISSION_DENIED, No permission, FAILED",
        "500, INTERNAL, Internal error encountered., FAILED",
        "503, UNAVAILABLE, The service is unavailable., FAILED",
        "404, NOT_FOUND, No such project, FAILED",
    })
    void everyErrorOfTheReferenceHasItsOutcome(int status, String code, String message, Outcome.Kind kind) {
        assertThat(answered(error(status, code, message)).kind()).isEqualTo(kind);
    }

    @Test
    void anArgumentThatIsNotTheTokenDoesNotCostTheToken() {
        String violations = """
                {"error":{"code":400,"message":"Invalid value","status":"INVALID_ARGUMENT","details":[\
                {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"%s"}]},\
                {"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"INVALID_ARGUMENT"}]}}""";

        assertThat(answered(FakeHttp.Answer.of(400, violations.formatted("message.data[0].value")))
                        .kind())
                .isEqualTo(REFUSED);
        assertThat(answered(FakeHttp.Answer.of(400, violations.formatted("message.token")))
                        .kind())
                .isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aQuotaIsWaitedFor() {
        Outcome told = answered(error(429, "QUOTA_EXCEEDED", "Quota exceeded").with("Retry-After", "17"));
        Outcome untold = answered(error(429, "QUOTA_EXCEEDED", "Quota exceeded"));
        Outcome busy = answered(error(503, "UNAVAILABLE", "Come back").with("Retry-After", "9"));

        assertThat(told.kind()).isEqualTo(LIMITED);
        assertThat(told.pause()).isEqualTo(Duration.ofSeconds(17));
        assertThat(untold.pause()).isEqualTo(Duration.ofMinutes(1));
        assertThat(busy).extracting(Outcome::kind, Outcome::pause).containsExactly(LIMITED, Duration.ofSeconds(9));
    }

    @Test
    void oneBadTokenHarmsNoOther() {
        messages = asked ->
                asked.json().getJsonObject("message").getString("token").equals("bad")
                        ? error(404, "UNREGISTERED", "gone")
                        : OK;

        assertThat(kinds(fcm.push(List.of(to(FCM, "a"), to(FCM, "bad"), to(FCM, "c")))))
                .containsExactly(SENT, INVALID_TOKEN, SENT);
    }

    @Test
    void aServerThatHangsCostsABatchTheTimeoutAndNotOneForEachPush() {
        fcm.push(List.of(to(FCM, "warm")));
        google.hangs(true);
        List<DevicePush> many = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> to(FCM, "t" + i))
                .toList();

        long start = System.nanoTime();
        List<Outcome> outcomes = fcm.push(many);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(outcomes).hasSize(100).allMatch(it -> it.kind() == FAILED);
        assertThat(took).isBetween(Pushes.TIMEOUT.minusMillis(50), Pushes.TIMEOUT.multipliedBy(5));
    }

    @Test
    void anAnswerThatIsHugeOrNoJsonOrARedirectIsAFailure() {
        assertThat(answered(FakeHttp.Answer.of(503, "x".repeat(70_000))).kind()).isEqualTo(FAILED);
        assertThat(answered(FakeHttp.Answer.of(502, "<html>Bad gateway</html>")).kind())
                .isEqualTo(FAILED);
        assertThat(answered(FakeHttp.Answer.of(302, "").with("Location", google.uri() + "/elsewhere"))
                        .kind())
                .isEqualTo(FAILED);
        assertThat(google.asked("/elsewhere")).isEmpty();
    }

    @Test
    void noReasonTellsATokenOrWhatWasShown() {
        assertThat(answered(error(500, "INTERNAL", "device New message")).reason())
                .doesNotContain("device", "New message");
    }

    @Test
    void anAddressElsewhereIsHttps() throws Exception {
        Path file = folder.resolve("evil.json");
        Files.writeString(file, account("http://token.example/token"));

        assertThatThrownBy(() -> ServiceAccount.read("im.push.fcm.service-account", file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("im.push.fcm.service-account is not an https URL");
    }

    private static final class Ticking extends Clock {
        private volatile Instant now = Pushes.NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
