package dev.tidings.offline;

import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.TestRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisPushMarksIT implements PushMarksContract {
    private static final Duration RETRY_FOR = Duration.ofHours(24);

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
    public PushMarks marks() {
        return new RedisPushMarks(connections, RETRY_FOR);
    }

    @Test
    void aMarkOutlivesThePush() {
        PushMark mark = new PushMark(MessageId.of(ALICE, "life"), "fcm:1");

        marks().claim(List.of(mark));

        long left = connections.with(session -> session.jedis().pttl("im:pushed:" + mark.message() + ":fcm:1"));
        assertThat(Duration.ofMillis(left)).isBetween(RETRY_FOR.plusMinutes(59), RETRY_FOR.plusMinutes(60));
    }
}
