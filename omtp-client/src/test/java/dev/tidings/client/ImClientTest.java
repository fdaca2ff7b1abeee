package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImClientTest {
    private static ImNetwork network;

    private FakeServer server;

    @BeforeAll
    static void startNetwork() {
        network = new ImNetwork(1, Clock.systemUTC());
    }

    @AfterAll
    static void endNetwork() {
        network.close();
    }

    @BeforeEach
    void startServer() throws InterruptedException {
        server = FakeServer.started();
    }

    @AfterEach
    void endServer() throws InterruptedException {
        server.end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "native", "javascript"})
    void everyKindOfClientSendsAndIsPushedTo(String kind) throws Exception {
        Inbox aliceInbox = new Inbox();
        Inbox bobInbox = new Inbox();
        ImClient alice = connect(login(kind, "u1"), aliceInbox);
        ImClient bob = connect(login(kind, "u2"), bobInbox);
        Compose compose = new Compose(alice.login(), Clock.systemUTC());
        MsgData hello = compose.text("u2", "hello \u4f60\u597d \"quoted\"");

        assertThat(get(alice.send(hello)).getServerMsgID()).isEqualTo("s-" + hello.getClientMsgID());

        MsgData pushed = bobInbox.next("si_u1_u2");
        assertThat(pushed.getContent().toStringUtf8()).isEqualTo("{\"content\":\"hello \u4f60\u597d \\\"quoted\\\"\"}");
        assertThat(pushed.getSeq()).isEqualTo(1);
        assertThat(aliceInbox.next("si_u1_u2")).isEqualTo(pushed);

        assertThat(get(alice.send(compose.typing("u2", true))).getClientMsgID()).isNotEmpty();
        MsgData typing = bobInbox.next("si_u1_u2");
        assertThat(typing.getSeq()).isZero();
        assertThat(typing.getContent().toStringUtf8()).isEqualTo("{\"msgTips\":\"yes\"}");

        assertThat(get(bob.newestSeqs()).getMaxSeqsMap()).isEqualTo(Map.of("si_u1_u2", 1L));
        SeqRange range = SeqRange.newBuilder()
                .setConversationID("si_u1_u2")
                .setBegin(1)
                .setEnd(9)
                .setNum(9)
                .build();
        assertThat(get(bob.pullRanges(List.of(range), PullOrder.PullOrderAsc))
                        .getMsgsOrThrow("si_u1_u2")
                        .getMsgsList())
                .containsExactly(pushed);
        assertThat(get(bob.pullSeqs(Map.of("si_u1_u2", List.of(1L, 2L)), PullOrder.PullOrderDesc))
                        .getMsgsOrThrow("si_u1_u2")
                        .getMsgsList())
                .containsExactly(pushed);
        assertThat(get(bob.readPositions(List.of())).getSeqsOrThrow("si_u1_u2").getMaxSeq())
                .isEqualTo(1);
        assertThat(get(bob.lastMessages(List.of("si_u1_u2"))).getMsgsOrThrow("si_u1_u2"))
                .isEqualTo(pushed);
        assertThat(get(bob.setBackground(true))).isEqualTo(ByteString.EMPTY);
        assertThat(get(bob.subscribe(List.of("u1"), List.of()))).isEqualTo(bobInbox.states.poll(5, TimeUnit.SECONDS));
        assertThat(get(bob.logout())).isEqualTo(ByteString.EMPTY);
        alice.close();
        bob.close();
        await().until(() -> server.connections() == 0);
    }

    @Test
    void aRefusalReachesTheCallerWithItsCode() throws Exception {
        ImClient alice = connect(login("web", "u1"), new Inbox());
        server.refuseSendsWith = 1302;

        CompletableFuture<?> sent = alice.send(MsgData.getDefaultInstance());

        assertThatThrownBy(() -> get(sent))
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.errCode()).isEqualTo(1302));
        alice.close();
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsLost() throws Exception {
        server.acks = false;
        Login login = login("web", "u1").withTimeout(Duration.ofMillis(300));
        ImClient alice = connect(login, new Inbox());

        CompletableFuture<?> sent = alice.send(new Compose(login, Clock.systemUTC()).text("u2", "hi"));

        assertThatThrownBy(() -> get(sent))
                .cause()
                .isInstanceOf(LostException.class)
                .hasMessage("no answer in time");
        alice.close();
    }

    @Test
    void whatIsUnderWayIsLostWithTheConnectionAndLaterRequestsAreNotSent() throws Exception {
        server.acks = false;
        Inbox inbox = new Inbox();
        ImClient alice = connect(login("web", "u1"), inbox);
        CompletableFuture<?> sent = alice.send(new Compose(alice.login(), Clock.systemUTC()).text("u2", "hi"));
        inbox.next("si_u1_u2");

        server.dropAll();

        assertThatThrownBy(() -> get(sent)).cause().isInstanceOf(LostException.class);
        assertThat(get(alice.closed()).code()).isEqualTo(Closed.ABNORMAL);
        assertThat(alice.isOpen()).isFalse();
        assertThatThrownBy(() -> get(alice.newestSeqs())).cause().isInstanceOf(NotConnectedException.class);
    }

    @Test
    void aRefusedLoginFailsWithItsCode() {
        server.handshake = new HandshakeResult(1501, "TokenExpired", "");

        assertThatThrownBy(() -> connect(login("web", "u1"), new Inbox()))
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.errCode()).isEqualTo(1501));
    }

    @Test
    void aNativeClientIsRefusedByAnHttpAnswer() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            byte[] body = new HandshakeResult(1506, "TokenKicked", "").json().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try {
            URI url = URI.create("ws://127.0.0.1:" + http.getAddress().getPort() + "/");

            assertThatThrownBy(() -> connect(Login.nativeApp(url, "u1", Platform.IOS, "t"), new Inbox()))
                    .cause()
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.errCode()).isEqualTo(1506));
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheHandshakeIsGivenUp() {
        server.answersHandshake = false;

        assertThatThrownBy(() -> connect(login("web", "u1").withTimeout(Duration.ofMillis(300)), new Inbox()))
                .cause()
                .isInstanceOf(LostException.class)
                .hasMessage("no handshake in time");
    }

    @Test
    void nobodyListeningIsLost() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        URI nowhere = URI.create("ws://127.0.0.1:" + port + "/");

        assertThatThrownBy(() -> connect(Login.web(nowhere, "u1", "t"), new Inbox()))
                .cause()
                .isInstanceOf(LostException.class)
                .hasMessageStartingWith("no connection");
    }

    @Test
    void aKickAndTheCloseAfterItAreHeard() throws Exception {
        Inbox inbox = new Inbox();
        connect(login("web", "u1"), inbox);

        server.kickAll();

        assertThat(inbox.closed.poll(5, TimeUnit.SECONDS)).isEqualTo(new Closed(1000, ""));
        assertThat(inbox.kicks).hasValue(1);
    }

    @Test
    void aServerThatSendsRubbishIsLeft() throws Exception {
        Inbox inbox = new Inbox();
        connect(login("web", "u1"), inbox);

        server.sendAll(new byte[] {1, 2, 3});

        Closed closed = inbox.closed.poll(5, TimeUnit.SECONDS);
        assertThat(closed.reason()).contains("gzip: not gzip");
    }

    @Test
    void textIsOnlyForTheClientsThatAskedForIt() throws Exception {
        Inbox inbox = new Inbox();
        connect(login("web", "u1"), inbox);

        server.sendAll("{\"type\":\"ping\"}");

        assertThat(inbox.closed.poll(5, TimeUnit.SECONDS).reason()).contains("text for a client that expects none");
    }

    @Test
    void aClientThatPingsWithTextLeavesAServerThatDoesNotAnswer() throws Exception {
        Heartbeat quick = new Heartbeat(Heartbeat.Kind.TEXT, Duration.ofMillis(100), Duration.ofSeconds(5));
        Inbox inbox = new Inbox();
        ImClient client = connect(login("javascript", "u1").withHeartbeat(quick), inbox);
        await().until(() -> server.textPings.get() >= 3);
        assertThat(client.isOpen()).isTrue();

        server.pongs = false;

        assertThat(inbox.closed.poll(5, TimeUnit.SECONDS).reason()).isEqualTo("the server is silent");
    }

    @Test
    void aNativeClientPingsAndStaysWhileTheServerAnswers() throws Exception {
        Heartbeat quick = new Heartbeat(Heartbeat.Kind.CONTROL, Duration.ofMillis(50), Duration.ofMillis(400));
        Inbox inbox = new Inbox();
        ImClient client = connect(login("native", "u1").withHeartbeat(quick), inbox);

        assertThat(inbox.closed.poll(1, TimeUnit.SECONDS)).isNull();
        client.pauseReading(true);

        // Nothing is read, so the pongs do not count: for the client the server is dead.
        assertThat(inbox.closed.poll(5, TimeUnit.SECONDS).reason()).isEqualTo("the server is silent");
    }

    private Login login(String kind, String user) {
        return switch (kind) {
            case "web" -> Login.web(server.url(), user, "t&=+ k");
            case "native" -> Login.nativeApp(server.url(), user, Platform.ANDROID, "t");
            case "javascript" -> Login.javascript(server.url(), user, Platform.MINI_WEB, "t");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static ImClient connect(Login login, ImListener listener) throws Exception {
        return get(ImClient.connect(network, login, listener));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new Exception("the future failed", e.getCause());
        }
    }

    /** What a client was told. */
    private static final class Inbox implements ImListener {
        private final BlockingQueue<PushMessages> pushes = new LinkedBlockingQueue<>();
        private final BlockingQueue<SubUserOnlineStatusTips> states = new LinkedBlockingQueue<>();
        private final BlockingQueue<Closed> closed = new LinkedBlockingQueue<>();
        private final AtomicInteger kicks = new AtomicInteger();

        MsgData next(String conversation) throws InterruptedException {
            PushMessages push = pushes.poll(5, TimeUnit.SECONDS);
            assertThat(push).isNotNull();
            assertThat(push.getMsgsOrThrow(conversation).getMsgsCount()).isEqualTo(1);
            return push.getMsgsOrThrow(conversation).getMsgs(0);
        }

        @Override
        public void onPush(PushMessages messages) {
            pushes.add(messages);
        }

        @Override
        public void onKicked() {
            kicks.incrementAndGet();
        }

        @Override
        public void onOnlineStates(SubUserOnlineStatusTips tips) {
            states.add(tips);
        }

        @Override
        public void onClosed(Closed how) {
            closed.add(how);
        }
    }
}
