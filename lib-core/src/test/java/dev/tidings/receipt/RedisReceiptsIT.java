package dev.tidings.receipt;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @Override
    public Receipts receipts() {
        return new RedisReceipts(connections, WINDOW);
    }

    @Test
    void aReceiptIsKeptForTheRetryWindow() {
        MessageId message = MessageId.of(ALICE, "window");

        receipts().first(message, new Receipt(ConversationId.single(ALICE, BOB), 1_000));

        long left = connections.with(session -> session.jedis().pttl("im:receipt:" + message));
        assertThat(Duration.ofMillis(left)).isBetween(WINDOW.minusMinutes(1), WINDOW);
    }
}
