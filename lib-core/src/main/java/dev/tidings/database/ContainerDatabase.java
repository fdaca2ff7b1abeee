package dev.tidings.database;

import dev.tidings.container.ContainerResources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The database that the container's data source leads to. It brings the schema up to date before its first transaction. */
@ApplicationScoped
class ContainerDatabase implements Database {
    private final JtaTransaction jta;
    private final Schema schema;
    private final Duration startWait;

    @Inject
    ContainerDatabase(JtaTransaction jta, @ConfigProperty(name = "im.mysql.start-wait") Duration startWait) {
        this.jta = jta;
        this.schema = new Schema(() -> ContainerResources.lookup(Schema.DATA_SOURCE, DataSource.class));
        this.startWait = startWait;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ContainerDatabase() {
        this.jta = null;
        this.schema = null;
        this.startWait = null;
    }

    @Override
    public void await() {
        jta.outside(() -> schema.await(startWait));
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<EntityManager, T> work) {
        if (!schema.isCurrent()) {
            jta.outside(schema::require);
        }
        return SqlFailure.translated(() -> jta.run(work));
    }
}
