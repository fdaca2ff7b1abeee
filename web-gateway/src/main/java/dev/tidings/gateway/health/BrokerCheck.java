package dev.tidings.gateway.health;

import dev.tidings.queue.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without the broker nothing can be sent. */
@Readiness
@ApplicationScoped
class BrokerCheck implements HealthCheck {
    private final Broker broker;

    @Inject
    BrokerCheck(Broker broker) {
        this.broker = broker;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected BrokerCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return SignOfLife.of("broker", broker::ping);
    }
}
