package dev.tidings.token;

import dev.tidings.database.Database;
import dev.tidings.message.UserId;
import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the node's {@link Tokens} together, at the start, so that a secret that is not good stops the start. */
@ApplicationScoped
class TokensBean {
    private final TokenSettings settings;

    @Inject
    TokensBean(
            @ConfigProperty(name = "im.auth.token-secret") String tokenSecret,
            @ConfigProperty(name = "im.auth.admin-secret") String adminSecret,
            @ConfigProperty(name = "im.auth.admin-user-id") String adminUserId,
            @ConfigProperty(name = "im.auth.multi-login-policy") int policy,
            @ConfigProperty(name = "im.auth.tokens-per-platform-max") int perPlatformMax) {
        this.settings =
                new TokenSettings(tokenSecret, adminSecret, new UserId(adminUserId), policy(policy), perPlatformMax);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected TokensBean() {
        this.settings = null;
    }

    private static MultiLoginPolicy policy(int number) {
        try {
            return MultiLoginPolicy.of(number);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("im.auth.multi-login-policy: " + e.getMessage(), e);
        }
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {
        System.getLogger(TokensBean.class.getName()).log(System.Logger.Level.DEBUG, settings::toString);
    }

    @Produces
    @ApplicationScoped
    Tokens tokens(Database database, RedisConnections redis, Clock clock) {
        return new JwtTokens(settings, new MySqlTokenTable(database), new RedisTokenCache(redis), clock);
    }
}
