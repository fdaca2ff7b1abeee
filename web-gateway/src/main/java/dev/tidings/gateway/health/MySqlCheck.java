package dev.tidings.gateway.health;

import dev.tidings.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without MySQL nobody can log in; who is logged in can go on. */
@Readiness
@ApplicationScoped
class MySqlCheck implements HealthCheck {
    private final Database database;

    @Inject
    MySqlCheck(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return SignOfLife.of(
                "mysql",
                () -> database.inTransaction(
                        entities -> entities.createNativeQuery("select 1").getSingleResult()));
    }
}
