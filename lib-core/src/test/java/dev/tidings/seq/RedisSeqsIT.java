package dev.tidings.seq;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.TestRedis;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class RedisSeqsIT implements SeqsContract {
    private static TestRedis redis;
    private static RedisConnections connections;

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private RedisSeqs seqs;

    @BeforeAll
    static void start() throws Exception {
        redis = TestRedis.start();
        connections = redis.connections();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
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
        redis.restart();
        retryOnce(() -> seqs.newest(bob));
        connections.with(session -> session.jedis().restore(key, 0, copy));

        assertThat(seqs.allocate(List.of(new Claim(new MessageId("next"), List.of(bob))))
                        .get(0)
                        .in(bob))
                .isEqualTo(1);
    }

    @Test
    void whatItWritesIsNotForTheAppendOnlyFile(@TempDir Path folder) {
        List<Series> both = List.of(Series.mailboxOf(ALICE), Series.mailboxOf(BOB));
        seqs.allocate(List.of(new Claim(new MessageId("makes the counters"), both)));
        connections.with(session -> session.jedis().configSet("dir", folder.toString()));
        connections.with(session -> session.jedis().configSet("appendonly", "yes"));
        try {
            await().until(() -> persistence("aof_rewrite_in_progress") == 0);
            long before = persistence("aof_current_size");

            MessageId message = new MessageId("m".repeat(1_000));
            seqs.settle(seqs.allocate(List.of(new Claim(message, both))));
            seqs.release(message, both.get(0), 2);
            seqs.surrender(message, both.get(1));

            assertThat(persistence("aof_current_size") - before)
                    .as("a transaction with nothing in it for each script")
                    .isLessThan(300);
        } finally {
            connections.with(session -> session.jedis().configSet("appendonly", "no"));
        }
    }

    private static long persistence(String field) {
        return connections
                .with(session -> session.jedis().info("persistence"))
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1)))
                .findFirst()
                .orElseThrow();
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
