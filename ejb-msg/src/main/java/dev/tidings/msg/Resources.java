package dev.tidings.msg;

import dev.tidings.database.Database;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.seq.Seqs;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport;
import java.util.List;

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
    private static final System.Logger LOG = System.getLogger(Resources.class.getName());

    private final Database database;
    private final Mailboxes mailboxes;
    private final Seqs seqs;

    @Inject
    public Resources(Database database, Mailboxes mailboxes, Seqs seqs) {
        this.database = database;
        this.mailboxes = mailboxes;
        this.seqs = seqs;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected Resources() {
        this(null, null, null);
    }

    @PostConstruct
    void start() {
        database.await();
        warm(() -> mailboxes.stored(List.of()), "MongoDB");
        warm(() -> seqs.newest(List.of()), "Redis");
    }

    /** Connects before the first message needs it; a store that is away is connected to when it is back. */
    private static void warm(Runnable connection, String store) {
        try {
            connection.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-1105 the node starts without " + store, e);
        }
    }
}
