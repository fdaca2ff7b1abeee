package dev.tidings.gateway.health;

import dev.tidings.gateway.socket.Lobby;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A node that is draining takes no new sockets: a load balancer sends clients elsewhere. */
@Readiness
@ApplicationScoped
class DrainCheck implements HealthCheck {
    private final Lobby lobby;

    @Inject
    DrainCheck(Lobby lobby) {
        this.lobby = lobby;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected DrainCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("open").status(!lobby.isDraining()).build();
    }
}
