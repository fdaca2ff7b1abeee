package dev.tidings.receipt;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class RedisReceiptsIT implements ReceiptsContract {
    private static final Duration WINDOW = Duration.ofHours(24);

    private static RedisServer server;
    private static RedisConnections connections;

    @BeforeAll
    static void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        connections = new RedisConnections(URI.create("redis://127.0.0.1:" + port));
    }

    @AfterAll
    static void stop() throws Exception {
        connections.close();
        server.stop();
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
