package dev.tidings.hook;

import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.SilentRedis;
import dev.tidings.redis.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisDecisionsIT implements DecisionsContract {
    private static final Duration WINDOW = Duration.ofHours(24);

    private static TestRedis redis;
    private static RedisConnections connections;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        connections = redis.connections();
    }

    private final RedisDecisions decisions = new RedisDecisions(connections, WINDOW, Thread::new);

    @BeforeEach
    void ask() {
        decisions.start();
    }

    @AfterEach
    void stopAsking() {
        decisions.stop();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Override
    public Decisions decisions() {
        return decisions;
    }

    @Test
    void aDecisionIsKeptForTheRetryWindow() {
        MessageId message = MessageId.of(ALICE, "window");

        decisions
                .first(message, ByteString.copyFromUtf8("sent"))
                .toCompletableFuture()
                .join();

        long left = connections.with(session -> session.jedis().pttl("im:decision:" + message));
        assertThat(Duration.ofMillis(left)).isBetween(WINDOW.minusMinutes(1), WINDOW);
    }

    @Test
    void ofWhatIsDecidedAtTheSameTimeTheFirstOfEachCounts() {
        List<CompletableFuture<ByteString>> asked = IntStream.range(0, 1_000)
                .mapToObj(i -> decisions
                        .first(MessageId.of(ALICE, "group-" + i % 500), ByteString.copyFromUtf8("decision " + i))
                        .toCompletableFuture())
                .toList();

        for (int i = 0; i < 1_000; i++) {
            assertThat(asked.get(i).join()).isEqualTo(ByteString.copyFromUtf8("decision " + i % 500));
        }
    }

    @Test
    void nobodyWaitsForARedisThatIsAwayAndEverybodyHearsOfIt() {
        try (RedisConnections nowhere = new RedisConnections(URI.create("redis://127.0.0.1:1"))) {
            RedisDecisions asking = new RedisDecisions(nowhere, WINDOW, Thread::new);
            asking.start();

            long began = System.nanoTime();
            CompletableFuture<?> found =
                    asking.find(MessageId.of(ALICE, "away")).toCompletableFuture();
            CompletableFuture<?> kept = asking.first(MessageId.of(ALICE, "away"), ByteString.copyFromUtf8("sent"))
                    .toCompletableFuture();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(200));

            for (CompletableFuture<?> each : List.of(found, kept)) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                ImException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.UNAVAILABLE));
            }
            asking.stop();
        }
    }

    @Test
    void aRedisThatIsSilentIsWaitedForOnceByAllWhoWait() throws Exception {
        try (SilentRedis silent = SilentRedis.start()) {
            RedisDecisions asking = new RedisDecisions(silent.connections(), WINDOW, Thread::new);
            asking.start();

            SilentRedis.assertThatAllWaitOnce(i -> asking.find(MessageId.of(ALICE, "silent-" + i)));
            asking.stop();
        }
    }
}
