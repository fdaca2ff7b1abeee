package dev.tidings.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The contract without stores, and what happens when one of them is away. */
class JwtTokensTest implements TokensContract {
    private final SetClock clock = new SetClock();
    private final InMemoryTokenTable table = new InMemoryTokenTable();
    private final InMemoryTokenCache cache = new InMemoryTokenCache();

    @Override
    public SetClock clock() {
        return clock;
    }

    @Override
    public Tokens node(int policy) {
        return new JwtTokens(TestTokens.settings(policy), table, cache, clock);
    }

    @Test
    void emptyingTheCacheLogsNobodyOut() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        IssuedToken kicked = node(1).issue(BOB, WEB, DAY);
        node(1).revoke(BOB, WEB);

        cache.empty();

        assertThat(node(1).verify(token.token())).isEqualTo(token.caller());
        assertFails(ErrorCode.TOKEN_KICKED, () -> node(1).verify(kicked.token()));
    }

    @Test
    void aTokenSeenLatelyIsGoodWhileTheTableIsAway() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        table.setAway(true);

        clock.forward(Duration.ofHours(3));

        assertThat(node(1).verify(token.token())).isEqualTo(token.caller());
    }

    @Test
    void whileTheTableIsAwayItIsNotAskedForEveryToken() {
        Tokens node = node(1);
        IssuedToken token = node.issue(ALICE, WEB, DAY);
        table.setAway(true);
        clock.forward(Duration.ofHours(3));

        for (int i = 0; i < 20; i++) {
            node.verify(token.token());
            clock.forward(Duration.ofMillis(600));
        }

        assertThat(table.asked()).isEqualTo(3);
    }

    @Test
    void anUnknownTokenIsUnavailableAndNotRefusedWhileTheTableIsAway() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        cache.empty();
        table.setAway(true);

        assertFails(ErrorCode.UNAVAILABLE, () -> node(1).verify(token.token()));
        table.setAway(false);

        assertThat(node(1).verify(token.token())).isEqualTo(token.caller());
    }

    @Test
    void withoutTheCacheTheTableAnswers() {
        cache.setAway(true);
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);

        assertThat(node(1).verify(token.token())).isEqualTo(token.caller());
        assertFails(ErrorCode.UNAVAILABLE, () -> node(1).revoke(ALICE, WEB));
        assertFails(ErrorCode.TOKEN_KICKED, () -> node(1).verify(token.token()));
    }

    @Test
    void aRevocationThatTheCacheMissedIsNoticedAllTheSame() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        cache.setAway(true);
        assertFails(ErrorCode.UNAVAILABLE, () -> node(1).revoke(ALICE, WEB));
        cache.setAway(false);

        clock.forward(Duration.ofSeconds(30));

        assertFails(ErrorCode.TOKEN_KICKED, () -> node(1).verify(token.token()));
    }

    @Test
    void repeatingARevocationThatTheCacheMissedMakesItCountAtOnce() {
        IssuedToken token = node(1).issue(ALICE, WEB, DAY);
        cache.setAway(true);
        assertFails(ErrorCode.UNAVAILABLE, () -> node(1).revoke(ALICE, WEB));
        cache.setAway(false);

        node(1).revoke(ALICE, WEB);

        assertFails(ErrorCode.TOKEN_KICKED, () -> node(1).verify(token.token()));
    }

    @Test
    void aTokenInUseCostsNoQuestionToAnyStoreForHalfASecond() {
        Tokens node = node(1);
        IssuedToken token = node.issue(ALICE, WEB, DAY);
        node.verify(token.token());

        cache.setAway(true);
        table.setAway(true);
        clock.forward(Duration.ofMillis(499));

        assertThat(node.verify(token.token())).isEqualTo(token.caller());
        clock.forward(Duration.ofMillis(1));
        assertFails(ErrorCode.UNAVAILABLE, () -> node.verify(token.token()));
    }

    @Test
    void expiredTokensAreSweptInPassing() {
        Tokens node = node(1);
        IssuedToken old = node.issue(ALICE, WEB, Duration.ofMinutes(5));
        clock.forward(Duration.ofMinutes(6));

        node.issue(BOB, WEB, DAY);

        assertThat(table.find(old.caller().token())).isEqualTo(TokenState.ABSENT);
    }

    @Test
    void aSecretThatIsTooShortStopsTheStartWithTheNameOfItsKey() {
        assertThatThrownBy(() -> new TokenSettings(
                        "x".repeat(31), TestTokens.ADMIN_SECRET, TestTokens.ADMIN, MultiLoginPolicy.KICK_NONE, 30))
                .hasMessageContaining("im.auth.token-secret");
        assertThatThrownBy(() -> new TokenSettings(
                        TestTokens.SIGNING_KEY, "openIM123", TestTokens.ADMIN, MultiLoginPolicy.KICK_NONE, 30))
                .hasMessageContaining("im.auth.admin-secret");
        assertThatThrownBy(() -> new TokensBean(TestTokens.SIGNING_KEY, TestTokens.ADMIN_SECRET, "imAdmin", 2, 30))
                .hasMessageContaining("im.auth.multi-login-policy");
        assertThat(TestTokens.settings(1).toString())
                .doesNotContain(TestTokens.SIGNING_KEY)
                .doesNotContain(TestTokens.ADMIN_SECRET);
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
