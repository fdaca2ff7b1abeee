package dev.tidings.provider;

import static dev.tidings.offline.ProviderName.APNS;
import static dev.tidings.provider.Outcome.Kind.DEVICE_BUSY;
import static dev.tidings.provider.Outcome.Kind.FAILED;
import static dev.tidings.provider.Outcome.Kind.INVALID_TOKEN;
import static dev.tidings.provider.Outcome.Kind.SENT;
import static dev.tidings.provider.Pushes.kinds;
import static dev.tidings.provider.Pushes.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.server.MockApnsServer;
import com.eatthepath.pushy.apns.server.MockApnsServerBuilder;
import com.eatthepath.pushy.apns.server.RejectedNotificationException;
import com.eatthepath.pushy.apns.server.RejectionReason;
import com.nimbusds.jwt.SignedJWT;
import io.netty.handler.codec.http2.Http2Headers;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** APNs over HTTP/2 with TLS, against the server that Pushy has for tests and the reasons of Apple's documentation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApnsProviderTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String PASSWORD = "tests-only";

    /** What the server does with a request. */
    private interface Handling {
        void handle(Http2Headers headers, String payload) throws RejectedNotificationException;
    }

    private record Asked(String path, String topic, String collapseId, String apnsId, String token, String payload) {}

    private X509Certificate certificate;
    private PrivateKey certificateKey;
    private KeyPair signing;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Handling handling = (headers, payload) -> {};
    private MockApnsServer apple;
    private int port;
    private ApnsProvider apns;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        keys(folder);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startApple();
        apns = provider();
    }

    private ApnsProvider provider() throws Exception {
        return new ApnsProvider(
                ApnsProvider.builder(TIMEOUT)
                        .setApnsServer("localhost", port)
                        .setTrustedServerCertificateChain(certificate)
                        .setSigningKey(
                                new ApnsSigningKey("KEY1234567", "TEAM123456", (ECPrivateKey) signing.getPrivate()))
                        .build(),
                "com.example.chat",
                TIMEOUT);
    }

    private void keys(Path folder) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = (X509Certificate) keys.getCertificate("server");
        certificateKey = (PrivateKey) keys.getKey("server", PASSWORD.toCharArray());
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        signing = ec.generateKeyPair();
    }

    @BeforeEach
    void acceptAll() {
        asked.clear();
        handling = (headers, payload) -> {};
    }

    private void startApple() throws Exception {
        apple = new MockApnsServerBuilder()
                .setServerCredentials(new X509Certificate[] {certificate}, certificateKey, null)
                .setHandlerFactory(session -> (headers, body) -> {
                    String payload = body == null ? "" : body.toString(StandardCharsets.UTF_8);
                    asked.add(new Asked(
                            text(headers, ":path"),
                            text(headers, "apns-topic"),
                            text(headers, "apns-collapse-id"),
                            text(headers, "apns-id"),
                            text(headers, "authorization"),
                            payload));
                    handling.handle(headers, payload);
                })
                .build();
        apple.start(port).get();
    }

    private static String text(Http2Headers headers, String name) {
        CharSequence value = headers.get(name);
        return value == null ? "" : value.toString();
    }

    @AfterAll
    void stop() throws Exception {
        apns.close();
        apple.shutdown().get();
    }

    private Outcome rejected(RejectionReason reason) {
        handling = (headers, payload) -> {
            throw new RejectedNotificationException(reason);
        };
        return apns.push(List.of(to(APNS, "aa11"))).get(0);
    }

    @Test
    void aDeviceIsToldOverHttp2WithASignedToken() throws Exception {
        assertThat(kinds(apns.push(List.of(to(APNS, "aa11"))))).containsExactly(SENT);

        Asked request = asked.get(0);
        assertThat(request.path()).isEqualTo("/3/device/aa11");
        assertThat(request.topic()).isEqualTo("com.example.chat");
        assertThat(request.collapseId())
                .isEqualTo(Pushes.notification("m").message().value());
        assertThat(request.apnsId()).isEqualTo(to(APNS, "aa11").id().toString());
        SignedJWT jwt = SignedJWT.parse(request.token().replaceFirst("(?i)bearer ", ""));
        // Pushy writes the signature in DER, which Apple takes, and not as JOSE has it.
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(signing.getPublic());
        signature.update(jwt.getSigningInput());
        assertThat(signature.verify(jwt.getSignature().decode())).isTrue();
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("KEY1234567");
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("TEAM123456");
        JsonObject payload =
                Json.createReader(new StringReader(request.payload())).readObject();
        JsonObject aps = payload.getJsonObject("aps");
        assertThat(aps.getJsonObject("alert").getString("title")).isEqualTo("New message");
        assertThat(aps.getJsonObject("alert").getString("body")).isEqualTo("from Alice");
        assertThat(aps.getInt("badge")).isEqualTo(3);
        assertThat(aps.getString("sound")).isEqualTo("default");
        assertThat(payload.getString("conversationID")).isEqualTo("si_alice_bob");
        assertThat(payload.getString("ex")).isEqualTo("{\"x\":1}");
    }

    @Test
    void aHundredDevicesAreToldSideBySide() {
        List<DevicePush> many = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> to(APNS, "aa" + i))
                .toList();

        assertThat(kinds(apns.push(many))).hasSize(100).containsOnly(SENT);
        assertThat(asked).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(names = {"BAD_DEVICE_TOKEN", "UNREGISTERED"})
    void aTokenThatLeadsNowhereIsInvalid(RejectionReason reason) {
        assertThat(rejected(reason).kind()).isEqualTo(INVALID_TOKEN);
    }

    @Test
    void aDeviceThatGetsTooManyWaitsAloneForAMinute() {
        handling = (headers, payload) -> {
            if (text(headers, ":path").endsWith("busy")) {
                throw new RejectedNotificationException(RejectionReason.TOO_MANY_REQUESTS);
            }
        };

        List<Outcome> outcomes = apns.push(List.of(to(APNS, "aa11"), to(APNS, "busy"), to(APNS, "bb22")));

        assertThat(kinds(outcomes)).containsExactly(SENT, DEVICE_BUSY, SENT);
        assertThat(outcomes.get(1).pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource({
        "PAYLOAD_TOO_LARGE, REFUSED",
        "DEVICE_TOKEN_NOT_FOR_TOPIC, REFUSED",
        "INTERNAL_SERVER_ERROR, FAILED",
        "SERVICE_UNAVAILABLE, FAILED",
        "SHUTDOWN, FAILED",
        "INVALID_PROVIDER_TOKEN, FAILED",
        "TOPIC_DISALLOWED, FAILED",
    })
    void everyReasonHasItsOutcome(RejectionReason reason, Outcome.Kind kind) {
        assertThat(rejected(reason).kind()).isEqualTo(kind);
    }

    @Test
    void anExpiredSigningTokenIsMadeAnew() throws Exception {
        List<String> tokens = new CopyOnWriteArrayList<>();
        handling = (headers, payload) -> {
            tokens.add(text(headers, "authorization"));
            if (tokens.size() == 1) {
                throw new RejectedNotificationException(RejectionReason.EXPIRED_PROVIDER_TOKEN);
            }
        };

        // Its own connections: it gives one up, and what the test before did to them is not its concern.
        try (ApnsProvider own = provider()) {
            assertThat(kinds(own.push(List.of(to(APNS, "aa11"))))).containsExactly(SENT);
        }
        assertThat(tokens).hasSizeGreaterThan(1);
    }

    @Test
    void aServerThatHangsCostsTheTimeout() {
        apns.push(List.of(to(APNS, "warm")));
        CountDownLatch released = new CountDownLatch(1);
        handling = (headers, payload) -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };

        long start = System.nanoTime();
        List<Outcome> outcomes = apns.push(List.of(to(APNS, "aa11"), to(APNS, "bb22")));
        released.countDown();

        assertThat(kinds(outcomes)).containsExactly(FAILED, FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(3));
    }

    @Test
    void aServerThatIsGoneHasFailedAndIsFoundAgainWhenItIsBack() throws Exception {
        apple.shutdown().get();
        assertThat(kinds(apns.push(List.of(to(APNS, "aa11"))))).containsExactly(FAILED);

        startApple();

        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(kinds(apns.push(List.of(to(APNS, "aa11"))))).containsExactly(SENT));
    }
}
