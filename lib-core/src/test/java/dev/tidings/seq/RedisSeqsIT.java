package dev.tidings.seq;

import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

@SuppressWarnings("NullAway.Init")
class RedisSeqsIT implements SeqsContract {
    private static RedisServer server;
    private static int port;
    private static RedisConnections connections;

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private RedisSeqs seqs;

    @BeforeAll
    static void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startServer();
        connections = new RedisConnections(URI.create("redis://127.0.0.1:" + port));
    }

    private static void startServer() throws Exception {
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        connections.close();
        server.stop();
    }

    @BeforeEach
    void empty() {
        seqs = new RedisSeqs(connections, mailboxes);
        forgetEverything();
    }

    @Override
    public Seqs seqs() {
        return seqs;
    }

    @Override
    public InMemoryMailboxes mailboxes() {
        return mailboxes;
    }

    @Override
    public void forgetEverything() {
        connections.with(session -> session.jedis().flushAll());
    }

    @Test
    void aRestartedRedisIsNotBelievedEvenIfItStillHasEverything() throws Exception {
        Series bob = Series.mailboxOf(BOB);
        seqs.allocate(List.of(new Claim(new MessageId("never-stored"), List.of(bob))));
        String key = connections.with(session -> "im:seq:" + session.runId() + ":s:" + bob.key());
        byte[] copy = connections.with(session -> session.jedis().dump(key));
        server.stop();
        startServer();
        retryOnce(() -> seqs.newest(bob));
        connections.with(session -> session.jedis().restore(key, 0, copy));

        assertThat(seqs.allocate(List.of(new Claim(new MessageId("next"), List.of(bob))))
                        .get(0)
                        .in(bob))
                .isEqualTo(1);
    }

    /** The first use of a pooled connection after a restart finds it broken. */
    private static void retryOnce(Runnable use) {
        try {
            use.run();
        } catch (dev.tidings.fault.ImException broken) {
            use.run();
        }
    }
}
