package dev.tidings.gateway.health;

import dev.tidings.mongodb.MongoConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without MongoDB nothing is delivered or pulled: what is accepted waits in the queue. */
@Readiness
@ApplicationScoped
class MongoCheck implements HealthCheck {
    private final MongoConnection mongodb;

    @Inject
    MongoCheck(MongoConnection mongodb) {
        this.mongodb = mongodb;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return SignOfLife.of("mongodb", mongodb::ping);
    }
}
