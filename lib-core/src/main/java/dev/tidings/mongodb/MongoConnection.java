package dev.tidings.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The node's MongoDB client and its database, the one that the URL names. */
@ApplicationScoped
public class MongoConnection implements AutoCloseable {
    private static final int ANSWER_SECONDS_MAX = 5;

    private final MongoClient client;
    private final String database;

    /** @param url {@code mongodb://…/im}; options of the driver can be given in it */
    @Inject
    public MongoConnection(@ConfigProperty(name = "im.mongodb.url") String url) {
        ConnectionString connection = new ConnectionString(url);
        this.database = Optional.ofNullable(connection.getDatabase())
                .orElseThrow(() -> new IllegalArgumentException("im.mongodb.url names no database: mongodb://host/im"));
        this.client = MongoClients.create(MongoClientSettings.builder()
                .applicationName("tidings")
                .applyToClusterSettings(it -> it.serverSelectionTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .applyToSocketSettings(it -> it.connectTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                        .readTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .applyConnectionString(connection)
                .build());
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoConnection() {
        this.client = null;
        this.database = "";
    }

    public MongoDatabase database() {
        return client.getDatabase(database);
    }

    /** @throws ImException {@code UNAVAILABLE} if MongoDB does not answer within 5 s */
    public void ping() {
        answering(() -> database().runCommand(new BsonDocument("ping", new BsonInt32(1))));
    }

    /**
     * Runs an operation of the driver.
     *
     * @throws ImException {@code UNAVAILABLE} for every failure of it
     */
    public static <T> T answering(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (MongoException | IllegalStateException e) {
            // The driver reports a client that was closed under a running call as an illegal state.
            throw new ImException(ErrorCode.UNAVAILABLE, "MongoDB does not answer", e);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        client.close();
    }
}
