package dev.tidings.token;

import dev.tidings.message.UserId;
import java.time.Clock;

/** Tokens that need no store, for tests: real JWTs, remembered in the heap. */
public final class TestTokens {
    /** The admin's secret there. */
    public static final String ADMIN_SECRET = "the admin's secret in tests";
    /** The admin's user id there. */
    public static final UserId ADMIN = new UserId("imAdmin");

    static final String SIGNING_KEY = "a signing key that only tests have ever used";

    private TestTokens() {}

    /** Tokens of which one device for each platform is let live (policy 1). */
    public static Tokens inMemory(Clock clock) {
        return new JwtTokens(settings(1), new InMemoryTokenTable(), new InMemoryTokenCache(), clock);
    }

    static TokenSettings settings(int policy) {
        return new TokenSettings(SIGNING_KEY, ADMIN_SECRET, ADMIN, MultiLoginPolicy.of(policy), 3);
    }
}
