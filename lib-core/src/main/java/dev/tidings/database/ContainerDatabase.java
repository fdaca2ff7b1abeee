package dev.tidings.database;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The database that the container's data source leads to. It brings the schema up to date before its first transaction. */
@ApplicationScoped
class ContainerDatabase implements Database {
    /** The data source's one name in the code. */
    private static final String DATA_SOURCE = "jdbc/im";

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

    /** Looked up and not injected: Payara injects no resources into the beans of an EAR's library. */
    @SuppressWarnings("BanJNDI") // the name is a constant
    private static DataSource dataSource() {
        try {
            return (DataSource) new InitialContext().lookup(DATA_SOURCE);
        } catch (NamingException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "no data source is named " + DATA_SOURCE, e);
        }
    }

    /** The container tells of each module that starts; the first one migrates, for the others nothing is left to do. */
    void onStart(@Observes @Initialized(ApplicationScoped.class) Object event) {
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
