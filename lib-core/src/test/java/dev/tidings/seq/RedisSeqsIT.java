package dev.tidings.seq;

import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.TestRedis;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    /** The first use of a pooled connection after a restart finds it broken. */
    private static void retryOnce(Runnable use) {
        try {
            use.run();
        } catch (dev.tidings.fault.ImException broken) {
            use.run();
        }
    }
}
