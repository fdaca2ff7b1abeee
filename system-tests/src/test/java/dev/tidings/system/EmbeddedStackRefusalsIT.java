package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.tidings.client.Closed;
import dev.tidings.client.Compose;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.Login;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestAnswer;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody does who should not: it is refused as documented, and two others go on talking meanwhile. */
@Order(3)
@ExtendWith(StackExtension.class)
class EmbeddedStackRefusalsIT {
    private static final int PROTOCOL_ERROR = 4001;
    private static final int KICKED = 4003;
    private static final int TOO_BIG = 1009;

    private Pair others;
    private String mallory;
    private Login login;

    @BeforeEach
    void connect(Stack stack) {
        others = Pair.connected(stack);
        mallory = "mallory" + Long.toString(System.nanoTime(), 36);
        stack.admin().register(List.of(mallory));
        login = Login.web(stack.socketUrl(), mallory, stack.token(mallory, Platform.WEB));
    }

    @AfterEach
    void theOthersGoOn() {
        try {
            others.sendNow(others.aliceDevice, others.textToBob("did you notice anything?"));
            others.sendNow(others.bobDevice, others.textToAlice("no"));
            assertThat(others.verify()).hasSize(2);
            assertThat(others.aliceDevice.counts().connects()).isEqualTo(1);
            assertThat(others.bobDevice.counts().connects()).isEqualTo(1);
        } finally {
            others.close();
        }
    }

    private ImClient connected() {
        return others.connect(login, new ImListener() {});
    }

    private static Closed closed(ImClient client) {
        return client.closed().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private ByteString frame(int reqIdentifier, String sendID) {
        Request request = new Request(reqIdentifier, "", sendID, "op", sendID + "_op", ByteString.EMPTY);
        return ByteString.copyFrom(
                FrameCodec.forClient(Framing.GOB, Compression.GZIP).encodeRequest(request));
    }

    private static int refusal(Throwable failure) {
        Throwable cause = failure.getCause();
        if (failure instanceof RefusedException || cause == null) {
            cause = failure;
        }
        if (cause instanceof RefusedException refused) {
            return refused.errCode();
        }
        throw new AssertionError("not refused, but failed", failure);
    }

    @Test
    void aFrameInAnothersNameClosesTheSocket() {
        ImClient client = connected();

        client.sendRaw(frame(ReqIdentifier.GET_NEWEST_SEQ.number(), others.alice));

        assertThat(closed(client).code()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void aMessageInAnothersNameIsRefused() {
        ImClient client = connected();

        assertThatThrownBy(() -> client.send(others.textToBob("I am alice")).join())
                .satisfies(failure -> assertThat(refusal(failure)).isEqualTo(1001));
        assertThat(client.isOpen()).isTrue();
        client.close();
    }

    @Test
    void aMessageToNobodyIsRefused() {
        ImClient client = connected();
        Compose compose = new Compose(login, Clock.systemUTC());

        assertThatThrownBy(() ->
                        client.send(compose.text("nobody" + mallory, "hello?")).join())
                .satisfies(failure -> assertThat(refusal(failure)).isEqualTo(1101));
        client.close();
    }

    @Test
    void bytesThatAreNoFrameCloseTheSocket() {
        ImClient client = connected();

        client.sendRaw(ByteString.copyFromUtf8("this is neither gzip nor gob"));

        assertThat(closed(client).code()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void aGzipBombClosesTheSocket() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[48 * 1024 * 1024]);
        }
        assertThat(bomb.size()).isLessThan(51_200);
        ImClient client = connected();

        client.sendRaw(ByteString.copyFrom(bomb.toByteArray()));

        assertThat(closed(client).code()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void aFrameThatIsTooLargeClosesTheSocket() {
        ImClient client = connected();

        client.sendRaw(ByteString.copyFrom(new byte[60_000]));

        assertThat(closed(client).code()).isEqualTo(TOO_BIG);
    }

    @Test
    void anUnknownRequestClosesTheSocket() {
        ImClient client = connected();

        client.sendRaw(frame(7777, mallory));

        assertThat(closed(client).code()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void aTokenThatIsNoTokenIsRefused() {
        assertThatThrownBy(() -> others.connect(login.withToken("not.a.token"), new ImListener() {}))
                .satisfies(failure -> assertThat(refusal(failure)).isBetween(1501, 1507));
    }

    @Test
    void aTokenOfSomebodyElseIsRefused() {
        assertThatThrownBy(() -> others.connect(login.withToken(others.aliceLogin.token()), new ImListener() {}))
                .satisfies(failure -> assertThat(refusal(failure)).isBetween(1501, 1507));
    }

    @Test
    void absurdRangesOfSeqsAreAnsweredOrRefusedAndHarmNobody() {
        ImClient client = connected();
        Compose compose = new Compose(login, Clock.systemUTC());
        client.send(compose.text(others.bob, "one")).join();
        String conversation = "si_" + others.bob + "_" + mallory;
        await().atMost(Pair.PATIENCE).until(() -> client.newestSeqs().join().getMaxSeqsOrDefault(conversation, 0) == 1);

        for (long[] range : new long[][] {
            {Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE}, {1, Long.MAX_VALUE, 1_000_000_000}, {0, 0, 0}, {5, 1, -1}
        }) {
            SeqRange wanted = SeqRange.newBuilder()
                    .setConversationID(conversation)
                    .setBegin(range[0])
                    .setEnd(range[1])
                    .setNum(range[2])
                    .build();
            try {
                PullMessageBySeqsResp answer = client.pullRanges(List.of(wanted), PullOrder.PullOrderAsc)
                        .join();
                assertThat(answer.getMsgsOrDefault(conversation, PullMsgs.getDefaultInstance())
                                .getMsgsList())
                        .hasSizeLessThanOrEqualTo(1);
            } catch (CompletionException e) {
                assertThat(refusal(e)).isEqualTo(1001);
            }
        }
        SeqRange foreign = SeqRange.newBuilder()
                .setConversationID(others.conversation)
                .setBegin(1)
                .setEnd(10)
                .setNum(10)
                .build();
        assertThat(client.pullRanges(List.of(foreign), PullOrder.PullOrderAsc)
                        .join()
                        .getMsgsMap())
                .doesNotContainKey(others.conversation);
        client.close();
    }

    @Test
    void restWithoutItsHeadersIsRefused() throws IOException, InterruptedException {
        HttpRequest bare = HttpRequest.newBuilder(URI.create(others.stack.restUrl() + "/mailbox/newest"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        String answer = HttpClient.newHttpClient()
                .send(bare, HttpResponse.BodyHandlers.ofString())
                .body();

        assertThat(answer).contains("\"errCode\":1001").contains("operationID");
        RestClient nobody = new RestClient(others.stack.restUrl());
        RestAnswer refused = nobody.post("/mailbox/newest", RestClient.object());
        assertThat(refused.errCode()).isEqualTo(1001);
        assertThat(refused.errDlt()).contains("token");
        assertThat(nobody.withToken(login.token())
                        .post("/mailbox/newest", RestClient.object().put("userID", others.alice))
                        .errCode())
                .isEqualTo(1002);
    }

    @Test
    void whateverIsSaidToTheRestApiIsAnsweredWithAnEnvelope() {
        RestClient admin = others.stack.admin();
        String victim = mallory + "-victim";
        String peer = mallory + "-victims-friend";
        admin.register(List.of(victim, peer));
        admin.post(
                        "/msg/send_msg",
                        RestClient.object()
                                .put("sendID", victim)
                                .put("recvID", peer)
                                .put("contentType", 101)
                                .put("sessionType", 1)
                                .set("content", RestClient.object().put("content", "for her alone")))
                .orThrow();
        List<String> tokens = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            String user = mallory + number;
            admin.register(List.of(user));
            tokens.add(others.stack.token(user, Platform.WEB));
        }
        HostileRequests hostile = new HostileRequests(
                others.stack.restUrl(),
                others.stack.adminToken(),
                tokens,
                victim,
                "si_" + victim + "_" + peer,
                "for her alone");

        hostile.run();

        assertThat(hostile.wrong()).isEmpty();
        assertThat(hostile.asked()).isGreaterThan(2_000);
    }

    @Test
    void guessesAtTheAdminsSecretAreLimitedAndCountForNobodyElse() {
        RestClient open = new RestClient(others.stack.restUrl());
        List<Integer> codes = new ArrayList<>();
        for (int guess = 0; guess < 25; guess++) {
            codes.add(open.post(
                            "/auth/get_admin_token",
                            RestClient.object().put("secret", "guess" + guess).put("userID", "imAdmin"))
                    .errCode());
        }

        assertThat(codes).startsWith(1002).endsWith(1801);
        await().atMost(Duration.ofSeconds(5)).ignoreExceptions().until(() -> others.stack.admin() != null);
    }

    @Test
    void whateverIsSaidToASocketIsRefusedOrClosesThatSocketAlone() {
        HostileSockets hostile =
                new HostileSockets(others.stack.socketUrl(), login, with -> others.connect(with, new ImListener() {}));

        hostile.handshakes();
        hostile.frames();

        assertThat(hostile.wrong()).isEmpty();
        assertThat(hostile.tried()).isGreaterThan(100);
    }

    @Test
    void aSecondLoginOnThePlatformKicksTheFirst() {
        AtomicBoolean kicked = new AtomicBoolean();
        ImClient first = others.connect(login, new ImListener() {
            @Override
            public void onKicked() {
                kicked.set(true);
            }
        });

        ImClient second =
                others.connect(login.withToken(others.stack.token(mallory, Platform.WEB)), new ImListener() {});

        assertThat(closed(first).code()).isEqualTo(KICKED);
        assertThat(kicked).isTrue();
        assertThat(second.isOpen()).isTrue();
        assertThatThrownBy(() -> others.connect(login, new ImListener() {}))
                .satisfies(failure -> assertThat(refusal(failure)).isEqualTo(1506));
        second.close();
    }

    @Test
    void aForcedLogoutClosesTheSocketWithinASecond() {
        ImClient client = connected();
        RestClient admin = others.stack.admin();

        admin.post(
                        "/auth/force_logout",
                        RestClient.object().put("userID", mallory).put("platformID", Platform.WEB.id()))
                .orThrow();

        Closed closed = client.closed().orTimeout(1, TimeUnit.SECONDS).join();
        assertThat(closed.code()).isEqualTo(KICKED);
        assertThatThrownBy(() -> others.connect(login, new ImListener() {}))
                .satisfies(failure -> assertThat(refusal(failure)).isBetween(1501, 1507));
    }
}
