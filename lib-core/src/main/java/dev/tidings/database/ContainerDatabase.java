package dev.tidings.database;

import dev.tidings.container.ContainerResources;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The database that the container's data source leads to. It brings the schema up to date before its first transaction. */
@ApplicationScoped
class ContainerDatabase implements Database {
    private final NoTransaction noTransaction;
    private final Duration startWait;
    private final Schema schema;
    private final JpaDatabase jpa;

    @Inject
    ContainerDatabase(NoTransaction noTransaction, @ConfigProperty(name = "im.mysql.start-wait") Duration startWait) {
        this.noTransaction = noTransaction;
        this.startWait = startWait;
        this.schema = new Schema(ContainerDatabase::dataSource);
        this.jpa = new JpaDatabase(() -> Map.of("jakarta.persistence.nonJtaDataSource", dataSource()));
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ContainerDatabase() {
        this.noTransaction = null;
        this.startWait = null;
        this.schema = null;
        this.jpa = null;
    }

    private static DataSource dataSource() {
        return ContainerResources.lookup(ContainerResources.DATA_SOURCE, DataSource.class);
    }

    @Override
    public void await() {
        noTransaction.during(() -> {
            schema.await(startWait);
            return null;
        });
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<EntityManager, T> work) {
        return noTransaction.<T>during(() -> {
            schema.require();
            return jpa.inTransaction(work);
        });
    }

    @PreDestroy
    void close() {
        jpa.close();
    }
}
