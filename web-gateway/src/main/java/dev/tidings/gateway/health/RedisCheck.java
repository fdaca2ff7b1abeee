package dev.tidings.gateway.health;

import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without Redis no message gets its place: what is accepted waits in the queue. */
@Readiness
@ApplicationScoped
class RedisCheck implements HealthCheck {
    private final RedisConnections redis;

    @Inject
    RedisCheck(RedisConnections redis) {
        this.redis = redis;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return SignOfLife.of("redis", redis::ping);
    }
}
