package dev.tidings.offlinepush;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.text;
import static dev.tidings.offline.ProviderName.HTTP;
import static dev.tidings.offline.ProviderName.JPUSH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.conversation.InMemoryConversations;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.offline.Away;
import dev.tidings.offline.Device;
import dev.tidings.offline.InMemoryBadges;
import dev.tidings.offline.InMemoryDeviceTokens;
import dev.tidings.offline.InMemoryPushMarks;
import dev.tidings.offline.OfflinePushCheck;
import dev.tidings.offline.OfflineQueue;
import dev.tidings.offline.ProviderName;
import dev.tidings.offline.PushMark;
import dev.tidings.offline.PushMarks;
import dev.tidings.offline.TestOfflineQueue;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.FakeHttp;
import dev.tidings.provider.Outcome;
import dev.tidings.provider.Providers;
import dev.tidings.provider.PushProvider;
import dev.tidings.provider.TestProviders;
import dev.tidings.push.Delivery;
import dev.tidings.queue.DeadLetters;
import dev.tidings.user.InMemoryUsers;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both steps on the broker of the product, with consumers that give a failed message back as the container does. */
class OfflineQueuesTest {
    /** Of those who answer: what they take is never taken for a failure. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** Of who hangs. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final int MESSAGES = 40;
    private static final FakeHttp.Answer DOWN = FakeHttp.Answer.of(503, "");

    @TempDir
    Path folder;

    private final InMemoryDeviceTokens tokens = new InMemoryDeviceTokens();
    private final InMemoryPushMarks marks = new InMemoryPushMarks();
    private final List<String> dead = new CopyOnWriteArrayList<>();
    private final DeadLetters deadLetters = (queue, batch, reason) -> dead.add(queue + ": " + reason);
    private final List<FakeHttp> servers = new ArrayList<>();
    private final List<OfflinePushCheck> checks = new CopyOnWriteArrayList<>();
    private TestBroker broker;
    private ProviderQueues queues;
    private OfflineQueue offline;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(folder);
        queues = new JmsProviderQueues(broker.connections(), Duration.ofHours(24));
        offline = TestOfflineQueue.on(broker.connections(), "http", "jpush");
        tokens.put(new Device(BOB, 2, HTTP, "by-http"), 0, Long.MAX_VALUE);
        tokens.put(new Device(BOB, 2, JPUSH, "by-jpush"), 0, Long.MAX_VALUE);
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
        servers.forEach(FakeHttp::close);
    }

    private FakeHttp server(FakeHttp.Answer answer) {
        FakeHttp server = new FakeHttp(asked -> answer);
        servers.add(server);
        return server;
    }

    private void consume(Map<ProviderName, PushProvider> providers) {
        consume(providers, marks);
    }

    private void consume(Map<ProviderName, PushProvider> byName, PushMarks shared) {
        Providers providers = TestProviders.of(byName);
        OfflinePushing pushing = new OfflinePushing(
                new PushRules("generic", "New message", Optional.empty()),
                checks,
                providers,
                tokens,
                new InMemoryUsers(),
                new InMemoryConversations(),
                new InMemoryBadges(),
                shared,
                queues,
                deadLetters,
                Clock.systemUTC());
        ProviderWorkers workers = new ProviderWorkers(
                providers,
                new StillWanted(ids -> Map.of(), new InMemoryMailboxes()),
                shared,
                tokens,
                queues,
                deadLetters,
                Duration.ofHours(24),
                Clock.systemUTC());
        broker.consume("im.offline", 2, new OfflineListener(pushing));
        broker.consume("im.offline.http", 2, new HttpListener(workers));
        broker.consume("im.offline.jpush", 2, new JpushListener(workers));
    }

    /** Messages to Bob that have no seq, so that no mailbox is asked for them. */
    private void send(int count) {
        offline.put(IntStream.range(0, count)
                .mapToObj(i -> new Away(new Delivery(text(ALICE, BOB, "m" + i), 0), Set.of(BOB)))
                .toList());
    }

    private static List<String> pushedByHttp(FakeHttp server) {
        return server.asked.stream()
                .flatMap(asked -> asked.json().getJsonArray("pushes").stream())
                .map(JsonValue::asJsonObject)
                .map(push -> push.getJsonObject("data").getString("serverMsgID"))
                .toList();
    }

    private static List<String> pushedByJpush(FakeHttp server) {
        return server.asked.stream()
                .map(FakeHttp.Asked::json)
                .map(OfflineQueuesTest::message)
                .toList();
    }

    private static String message(JsonObject push) {
        return push.getJsonObject("notification")
                .getJsonObject("android")
                .getJsonObject("extras")
                .getString("serverMsgID");
    }

    private static List<String> sentMessages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> MessageId.of(ALICE, "m" + i).value())
                .toList();
    }

    private void awaitEmptyQueues() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            for (String queue : List.of("im.offline", "im.offline.http", "im.offline.jpush")) {
                assertThat(broker.count(queue)).as(queue).isZero();
            }
        });
    }

    @Test
    void aProviderThatIsDownLosesNothingAndHoldsUpNoOther() {
        FakeHttp http = server(DOWN);
        FakeHttp jpush = server(FakeHttp.Answer.of(200, "{}"));
        consume(Map.of(
                HTTP, TestProviders.signedHttp(http.uri(), TIMEOUT), JPUSH, TestProviders.jpush(jpush.uri(), TIMEOUT)));

        send(MESSAGES);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(pushedByJpush(jpush)).containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES)));
        assertThat(broker.count("im.offline.http")).isPositive();
        List<String> refused = new ArrayList<>(pushedByHttp(http));
        http.asked.clear();
        http.answers(asked -> FakeHttp.Answer.of(204, ""));
        awaitEmptyQueues();
        assertThat(pushedByHttp(http)).containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES));
        assertThat(refused).isNotEmpty();
        assertThat(pushedByJpush(jpush)).hasSize(MESSAGES);
        assertThat(dead).isEmpty();
    }

    @Test
    void aProviderThatHangsLosesNothingAndHoldsUpNoOther() {
        FakeHttp http = server(FakeHttp.Answer.of(204, ""));
        http.hangs(true);
        FakeHttp jpush = server(FakeHttp.Answer.of(200, "{}"));
        consume(Map.of(
                HTTP, TestProviders.signedHttp(http.uri(), SHORT), JPUSH, TestProviders.jpush(jpush.uri(), TIMEOUT)));

        send(MESSAGES);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(pushedByJpush(jpush)).containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES)));
        await().until(() -> !http.asked.isEmpty());
        http.hangs(false);
        http.asked.clear();
        awaitEmptyQueues();
        assertThat(pushedByHttp(http)).containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES));
    }

    @Test
    void aProcessThatDiesBetweenSendingAndAcknowledgingTellsNobodyTwice() {
        FakeProvider sending = new FakeProvider();
        AtomicInteger deaths = new AtomicInteger();
        PushProvider dying = pushes -> {
            List<Outcome> outcomes = sending.push(pushes);
            if (deaths.getAndIncrement() < 3) {
                throw new Killed();
            }
            return outcomes;
        };
        consume(Map.of(HTTP, dying, JPUSH, new FakeProvider()));

        for (int i = 0; i < MESSAGES; i++) {
            offline.put(List.of(new Away(new Delivery(text(ALICE, BOB, "m" + i), 0), Set.of(BOB))));
        }

        awaitEmptyQueues();
        assertThat(deaths.get()).isGreaterThan(3);
        assertThat(sending.taken)
                .extracting(push -> push.notification().message().value())
                .containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES));
    }

    @Test
    void aMessageThatIsPutTwiceIsToldOnce() {
        FakeProvider http = new FakeProvider();
        FakeProvider jpush = new FakeProvider();
        consume(Map.of(HTTP, http, JPUSH, jpush));

        send(MESSAGES);
        send(MESSAGES);

        awaitEmptyQueues();
        assertThat(http.taken).hasSize(MESSAGES);
        assertThat(jpush.taken).hasSize(MESSAGES);
    }

    @Test
    void aStoreThatIsAwayForAWhileLosesNothing() {
        FakeProvider http = new FakeProvider();
        AtomicInteger failures = new AtomicInteger(3);
        PushMarks flaky = new PushMarks() {
            @Override
            public Set<PushMark> claim(Collection<PushMark> wanted) {
                if (failures.getAndDecrement() > 0) {
                    throw new ImException(ErrorCode.UNAVAILABLE, "Redis does not answer");
                }
                return marks.claim(wanted);
            }

            @Override
            public void release(Collection<PushMark> released) {
                marks.release(released);
            }
        };
        consume(Map.of(HTTP, http, JPUSH, new FakeProvider()), flaky);

        send(MESSAGES);

        awaitEmptyQueues();
        assertThat(http.taken)
                .extracting(push -> push.notification().message().value())
                .containsExactlyInAnyOrderElementsOf(sentMessages(MESSAGES));
        assertThat(failures.get()).isNegative();
    }

    @Test
    void aCheckThatIsAwayForAWhileLosesNothing() {
        FakeProvider http = new FakeProvider();
        AtomicInteger failures = new AtomicInteger(2);
        checks.add(push -> {
            if (failures.getAndDecrement() > 0) {
                throw new ImException(ErrorCode.UNAVAILABLE, "the business server does not answer");
            }
            return Optional.of(push);
        });
        consume(Map.of(HTTP, http, JPUSH, new FakeProvider()));

        send(1);

        await().atMost(Duration.ofSeconds(20)).until(() -> http.taken.size() == 1);
    }

    @Test
    void withoutAProviderNothingIsWritten() {
        OfflineQueue off = TestOfflineQueue.on(broker.connections());

        off.put(List.of(new Away(new Delivery(text(ALICE, BOB, "m"), 0), Set.of(BOB))));

        assertThat(off.isOn()).isFalse();
        assertThat(offline.isOn()).isTrue();
        assertThat(broker.count("im.offline")).isZero();
    }

    @Test
    void whatNobodyTakesBecomesADeadLetterOfTheBrokerAfterItsTime() throws Exception {
        ProviderQueues shortLived =
                new JmsProviderQueues(broker.connections(), Duration.ofHours(-1).plusMillis(300));
        DevicePush push = dev.tidings.provider.Pushes.to(HTTP, "t");

        shortLived.put(List.of(new ProviderQueues.Addressed(HTTP, Batch.first(List.of(push)))), Duration.ZERO);

        await().atMost(Duration.ofSeconds(60)).until(() -> broker.count("im.dead") == 1);
        assertThat(broker.messages("im.dead").get(0).getStringProperty("_AMQ_ORIG_QUEUE"))
                .isEqualTo("im.offline.http");
    }

    private static final class Killed extends Error {}
}
