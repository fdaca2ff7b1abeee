package dev.tidings.msg;

import dev.tidings.database.Database;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;

/**
 * Declares what the whole application needs of the container, and has the database schema brought up to date before
 * anyone is let in. The pool of broker connections is without JTA: every effect is idempotent, and a sender's transaction
 * is the session's own.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@ConnectionFactoryDefinition(
        name = "java:app/jms/im",
        interfaceName = "jakarta.jms.ConnectionFactory",
        resourceAdapter = "tidings-artemis",
        transactionSupport = TransactionSupport.TransactionSupportLevel.NoTransaction,
        maxPoolSize = 16,
        minPoolSize = 0)
public class Resources {
    private final Database database;

    @Inject
    public Resources(Database database) {
        this.database = database;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Resources() {
        this(null);
    }

    @PostConstruct
    void start() {
        database.await();
    }
}
