package dev.tidings.receipt;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.queue.TransferDelay;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.SilentRedis;
import dev.tidings.redis.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisReceiptsIT implements ReceiptsContract {
    private static final Duration WINDOW = Duration.ofHours(24);

    private static TestRedis redis;
    private static RedisConnections connections;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        connections = redis.connections();
    }

    private final RedisReceipts receipts =
            new RedisReceipts(connections, WINDOW, new TransferDelay(Clock.systemUTC()), Thread::new);

    @BeforeEach
    void ask() {
        receipts.start();
    }

    @AfterEach
    void stopAsking() {
        receipts.stop();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Override
    public Receipts receipts() {
        return receipts;
    }

    @Test
    void aReceiptIsKeptForTheRetryWindow() {
        MessageId message = MessageId.of(ALICE, "window");

        receipts()
                .first(message, new Receipt(ConversationId.single(ALICE, BOB), 1_000))
                .toCompletableFuture()
                .join();

        long left = connections.with(session -> session.jedis().pttl("im:receipt:" + message));
        assertThat(Duration.ofMillis(left)).isBetween(WINDOW.minusMinutes(1), WINDOW);
    }

    @Test
    void whatIsAskedAtTheSameTimeIsAnsweredInOrderAndWithTheFirstOfEach() {
        ConversationId conversation = ConversationId.single(ALICE, BOB);
        List<Long> answered = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            MessageId message = MessageId.of(ALICE, "group-" + i % 500);
            asked.add(receipts()
                    .first(message, new Receipt(conversation, i))
                    .thenAccept(first -> answered.add(first.sendTime()))
                    .toCompletableFuture());
        }

        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();

        assertThat(answered)
                .containsExactlyElementsOf(
                        LongStream.range(0, 1_000).mapToObj(i -> i % 500).toList());
    }

    @Test
    void whoAsksAStoppedOneIsTold() {
        receipts.stop();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> receipts()
                        .first(MessageId.of(ALICE, "late"), new Receipt(ConversationId.single(ALICE, BOB), 1))
                        .toCompletableFuture()
                        .isCompletedExceptionally());
    }

    @Test
    void aRedisThatIsSilentIsWaitedForOnceByAllWhoWait() throws Exception {
        try (SilentRedis silent = SilentRedis.start()) {
            RedisReceipts asking =
                    new RedisReceipts(silent.connections(), WINDOW, new TransferDelay(Clock.systemUTC()), Thread::new);
            asking.start();

            SilentRedis.assertThatAllWaitOnce(i -> asking.first(
                    MessageId.of(ALICE, "silent-" + i), new Receipt(ConversationId.single(ALICE, BOB), i)));
            asking.stop();
        }
    }
}
