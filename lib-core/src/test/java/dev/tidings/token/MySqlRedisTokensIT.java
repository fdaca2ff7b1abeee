package dev.tidings.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.database.LocalDatabase;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.TestRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MySqlRedisTokensIT implements TokensContract {
    private static LocalDatabase database;
    private static TestRedis server;
    private static RedisConnections redis;

    private final SetClock clock = new SetClock();

    @BeforeAll
    static void open() throws IOException {
        database = LocalDatabase.empty("tokens_it");
        server = TestRedis.start();
        redis = server.connections();
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        database.close();
    }

    @BeforeEach
    void empty() {
        database.clear("token");
        redis.with(session -> session.jedis().flushAll());
    }

    @Override
    public SetClock clock() {
        return clock;
    }

    @Override
    public Tokens node(int policy) {
        return node(policy, new MySqlTokenTable(database));
    }

    private Tokens node(int policy, TokenTable table) {
        return new JwtTokens(TestTokens.settings(policy), table, new RedisTokenCache(redis), clock);
    }

    @Test
    void emptyingRedisLogsNobodyOut() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        IssuedToken kicked = node(1).issue(BOB, WEB, DAY);
        node(1).revoke(BOB, WEB);

        redis.with(session -> session.jedis().flushAll());

        assertThat(node(1).verify(token.token())).isEqualTo(token.caller());
        assertThatThrownBy(() -> node(1).verify(kicked.token()))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_KICKED));
    }

    @Test
    void aTokenSeenLatelyIsGoodWhileMySqlIsAway() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        clock.forward(Duration.ofHours(1));

        try (LocalDatabase nobody = LocalDatabase.unreachable()) {
            assertThat(node(1, new MySqlTokenTable(nobody)).verify(token.token()))
                    .isEqualTo(token.caller());
        }
    }

    @Test
    void whatIsKickedInRedisStaysSoWhateverIsSaidLate() {
        TokenCache cache = new RedisTokenCache(redis);
        TokenId id = new TokenId("0123456789abcdef0123456789abcdef");

        cache.confirm(id, new TokenCache.Entry(TokenState.NORMAL, 1), DAY);
        cache.kick(List.of(id), 2, DAY);
        cache.confirm(id, new TokenCache.Entry(TokenState.NORMAL, 3), DAY);

        assertThat(cache.find(id)).hasValue(new TokenCache.Entry(TokenState.KICKED, 2));
        assertThat(redis.<Long>with(session -> session.jedis().pttl("im:token:" + id)))
                .isBetween(1L, DAY.toMillis());
    }

    @Test
    void aDeviceThatLogsInAllTheTimeLeavesABoundedNumberOfRows() {
        MySqlTokenTable table = new MySqlTokenTable(database);
        Tokens tokens = node(1, table);
        for (int i = 0; i < 130; i++) {
            clock.forward(Duration.ofMillis(10));
            tokens.issue(ALICE, WEB, DAY);
        }

        assertThat(table.kick(ALICE, WEB, clock.millis())).hasSizeLessThanOrEqualTo(102);
    }

    @Test
    void expiredRowsAreRemovedAFewAtATime() {
        MySqlTokenTable table = new MySqlTokenTable(database);
        Tokens tokens = node(0, table);
        for (int i = 0; i < 3; i++) {
            tokens.issue(ALICE, WEB, Duration.ofSeconds(10));
        }
        IssuedToken lasting = tokens.issue(BOB, WEB, DAY);
        clock.forward(Duration.ofSeconds(10));

        assertThat(table.removeExpired(clock.millis(), 2)).isEqualTo(2);
        assertThat(table.removeExpired(clock.millis(), 2)).isEqualTo(1);
        assertThat(table.removeExpired(clock.millis(), 2)).isZero();
        assertThat(tokens.verify(lasting.token())).isEqualTo(lasting.caller());
    }
}
