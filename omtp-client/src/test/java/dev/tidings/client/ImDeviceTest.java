package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImDeviceTest {
    private static ImNetwork network;

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<MsgData> received = new CopyOnWriteArrayList<>();
    private FakeServer server;
    private ImDevice bob;
    private Compose compose;

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
        compose = new Compose(Login.web(server.url(), "u1", "t"), Clock.systemUTC());
        bob = device("bob", "u2");
    }

    @AfterEach
    void endServer() throws InterruptedException {
        bob.close();
        server.end();
    }

    @Test
    void pushesInOrderNeedNoPull() {
        startInStep();

        accept(50);

        awaitSeqs(50);
        assertThat(bob.counts().pulls()).isZero();
        assertThat(server.pulls).hasValue(0);
        assertThat(bob.syncedSeqs()).containsEntry("si_u1_u2", 50L);
    }

    @Test
    void whatWasMissedIsPulledOnceAfterAReconnect() {
        startInStep();
        accept(3);
        awaitSeqs(3);
        bob.stop();
        await().until(() -> server.connections() == 0);
        accept(20);

        bob.start();

        awaitSeqs(23);
        assertThat(bob.counts().pulls()).isEqualTo(1);
        assertThat(bob.counts().pulled()).isEqualTo(20);
    }

    @Test
    void aLostPushIsPulledWithTheNextOne() {
        startInStep();
        server.pushes = false;
        accept(5);
        server.pushes = true;

        accept(1);

        awaitSeqs(6);
        assertThat(bob.counts().gaps()).isEqualTo(1);
        assertThat(bob.counts().pulls()).isEqualTo(1);
        assertThat(bob.counts().pulled()).isEqualTo(5);
    }

    @Test
    void aRepeatedPushIsDropped() {
        startInStep();
        MsgData first = server.accept(compose.text("u2", "one"));
        awaitSeqs(1);

        server.push(first);
        server.accept(compose.text("u2", "two"));

        awaitSeqs(2);
        assertThat(bob.counts().duplicates()).isEqualTo(1);
        assertThat(bob.counts().pulls()).isZero();
    }

    @Test
    void aLongBacklogIsPulledInPages() {
        accept(250);

        startInStep();

        awaitSeqs(250);
        assertThat(bob.counts().pulls()).isEqualTo(3);
    }

    @Test
    void typingIsDeliveredAndForgotten() {
        startInStep();

        server.accept(compose.typing("u2", true));

        await().until(() -> received.size() == 1);
        assertThat(bob.counts().transients()).isEqualTo(1);
        assertThat(bob.syncedSeqs()).isEmpty();
    }

    @Test
    void aMessageThatIsGoneIsRecordedAsAHole() {
        accept(3);
        server.remove("si_u1_u2", 2);

        startInStep();

        await().until(() -> received.size() == 2);
        assertThat(bob.counts().holes()).isEqualTo(1);
        assertThat(events).anyMatch(event -> event.kind() == Event.Kind.HOLE && event.seq() == 2);
    }

    @Test
    void aDroppedConnectionIsReplacedAndTheListKeptComplete() {
        startInStep();
        for (int i = 0; i < 5; i++) {
            accept(2);
            server.dropAll();
            accept(2);
            int now = i;
            await().until(() -> bob.counts().connects() == now + 2);
        }

        awaitSeqs(20);
        assertThat(bob.counts().duplicates()).isZero();
    }

    @Test
    void aPullThatFailsIsTriedAgain() {
        server.refusePullsWith = 90002;
        accept(3);
        bob.start();
        await().until(() -> server.pulls.get() >= 2);
        assertThat(bob.isInStep()).isFalse();

        server.refusePullsWith = 0;

        awaitSeqs(3);
    }

    @Test
    void aKickedDeviceStaysAway() {
        startInStep();

        server.kickAll();

        await().until(bob::isStopped);
        await().during(Duration.ofMillis(500)).until(() -> server.connections() == 0);
        assertThat(bob.counts().connects()).isEqualTo(1);
        assertThat(events).anyMatch(event -> event.kind() == Event.Kind.KICKED);
    }

    @Test
    void aTokenThatIsNotAcceptedEndsTheDeviceUntilItHasAnother() {
        server.handshake = new HandshakeResult(1501, "TokenExpired", "");
        bob.start();
        await().until(bob::isStopped);
        server.handshake = HandshakeResult.OK;

        bob.renewToken("new");
        startInStep();

        assertThat(bob.login().token()).isEqualTo("new");
    }

    @Test
    void anyOtherRefusalIsTriedAgain() {
        server.handshake = new HandshakeResult(1601, "ConnOverMaxNumLimit", "");
        bob.start();
        await().until(() -> events.stream()
                        .filter(event -> event.kind() == Event.Kind.CONNECT)
                        .count()
                >= 3);

        server.handshake = HandshakeResult.OK;

        await().until(bob::isInStep);
    }

    @Test
    void aSendEndsAsOkFailedOrUnknownInTheHistory() throws Exception {
        startInStep();
        Compose from = new Compose(bob.login(), Clock.systemUTC());
        MsgData fine = from.text("u1", "fine");
        assertThat(bob.send(fine).get(5, TimeUnit.SECONDS).getClientMsgID()).isEqualTo(fine.getClientMsgID());
        server.refuseSendsWith = 1302;
        MsgData refused = from.text("u1", "refused");
        assertThat(bob.send(refused)).failsWithin(Duration.ofSeconds(5));
        server.refuseSendsWith = 0;
        server.acks = false;
        MsgData lost = from.text("u1", "lost");
        CompletableFuture<UserSendMsgResp> sent = bob.send(lost);
        await().until(() -> received.size() == 2);
        server.dropAll();
        assertThat(sent).failsWithin(Duration.ofSeconds(5));

        assertThat(outcome(fine)).isEqualTo(Outcome.OK);
        assertThat(outcome(refused)).isEqualTo(Outcome.FAILED);
        assertThat(outcome(lost)).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aSendIsRepeatedAsTheSameMessageUntilItIsKnown() throws Exception {
        startInStep();
        server.acks = false;
        MsgData message = new Compose(bob.login(), Clock.systemUTC()).text("u1", "again");
        CompletableFuture<UserSendMsgResp> sent = bob.sendUntilKnown(message, Duration.ofSeconds(20));
        await().until(() -> received.size() == 1);
        server.acks = true;
        server.dropAll();

        assertThat(sent.get(10, TimeUnit.SECONDS).getServerMsgID()).isEqualTo("s-" + message.getClientMsgID());

        await().until(bob::isInStep);
        assertThat(received).hasSize(1);
    }

    @Test
    void anAppThatFailsStopsItsDeviceInsteadOfGoingUnnoticed() {
        List<String> reasons = new CopyOnWriteArrayList<>();
        DeviceListener failing = new DeviceListener() {
            @Override
            public void onMessage(String conversationID, MsgData message) {
                throw new IllegalStateException("as planned");
            }

            @Override
            public void onStopped(String reason) {
                reasons.add(reason);
            }
        };
        accept(1);

        try (ImDevice device = new ImDevice(
                "x", network, Login.web(server.url(), "u2", "t"), DeviceOptions.FAST, failing, History.NONE)) {
            device.start();
            await().until(device::isStopped);
        }

        assertThat(reasons).singleElement().asString().contains("as planned");
    }

    @Test
    void aHistoryIsOneLineOfJsonPerEvent(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("history.jsonl");
        try (JsonLinesHistory history = new JsonLinesHistory(file);
                ImDevice device = new ImDevice(
                        "carol",
                        network,
                        Login.web(server.url(), "u3", "t"),
                        DeviceOptions.FAST,
                        new DeviceListener() {},
                        history)) {
            device.start();
            await().until(device::isInStep);
            server.accept(compose.text("u3", "hi"));
            await().until(() -> device.counts().delivered() == 1);
            history.flush();
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThanOrEqualTo(4).allMatch(line -> line.startsWith("{\"t\":"));
        assertThat(lines)
                .anyMatch(line -> line.contains("\"event\":\"DELIVERED\",\"conversation\":\"si_u1_u3\",\"seq\":1"));
        assertThat(String.join("", lines)).doesNotContain("token").doesNotContain("hi\\\"");
    }

    @Test
    void backOffGrowsRepeatsAndIsSpread() {
        java.util.Random random = new java.util.Random(1);
        List<Long> waits = new ArrayList<>();
        for (int failures = 0; failures <= 6; failures++) {
            waits.add(
                    new Backoff(Backoff.SDK.steps(), 0).before(failures, random).toMillis());
        }
        assertThat(waits).containsExactly(0L, 1000L, 2000L, 4000L, 8000L, 16_000L, 1000L);

        List<Long> spread = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            spread.add(Backoff.SDK.before(3, random).toMillis());
        }
        assertThat(spread).allMatch(wait -> wait >= 2000 && wait <= 4000);
        assertThat(spread.stream().distinct().count()).isGreaterThan(50);
    }

    private ImDevice device(String name, String user) {
        DeviceListener listener = new DeviceListener() {
            @Override
            public void onMessage(String conversationID, MsgData message) {
                received.add(message);
            }
        };
        return new ImDevice(
                name, network, Login.web(server.url(), user, "t"), DeviceOptions.FAST, listener, events::add);
    }

    private void startInStep() {
        bob.start();
        await().until(bob::isInStep);
    }

    private void accept(int count) {
        for (int i = 0; i < count; i++) {
            server.accept(compose.text("u2", "message"));
        }
    }

    private void awaitSeqs(long newest) {
        await().until(() -> received.size() >= newest);
        assertThat(received.stream().map(MsgData::getSeq))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, newest).boxed().toList());
    }

    private Outcome outcome(MsgData message) {
        return events.stream()
                .filter(event ->
                        event.kind() == Event.Kind.SENT && event.clientMsgID().equals(message.getClientMsgID()))
                .findFirst()
                .orElseThrow()
                .outcome();
    }
}
