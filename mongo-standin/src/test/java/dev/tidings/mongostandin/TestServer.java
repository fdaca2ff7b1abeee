package dev.tidings.mongostandin;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process and a client of it; or, with {@code IM_TEST_MONGO_URI} set, a client of that server and a
 * database of its own there.
 */
final class TestServer implements AutoCloseable {
    static final @Nullable String GIVEN_URI = System.getenv("IM_TEST_MONGO_URI");

    private final Path data;
    private final String database =
            "standin_test_" + UUID.randomUUID().toString().replace("-", "");
    private @Nullable StandinServer server;
    private @Nullable MongoClient client;

    TestServer(Path data) {
        this.data = data;
        start();
    }

    private void start() {
        String uri = GIVEN_URI;
        if (uri == null) {
            StandinServer started =
                    new StandinServer(StandinOptions.of("127.0.0.1", 0, data), Clock.systemUTC(), cause -> {});
            server = started;
            uri = "mongodb://127.0.0.1:" + started.address().getPort() + "/";
        }
        client = MongoClients.create(uri);
    }

    MongoDatabase database() {
        MongoClient open = client;
        if (open == null) {
            throw new IllegalStateException("stopped");
        }
        return open.getDatabase(database);
    }

    void restart() {
        stop();
        start();
    }

    private void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void close() {
        database().drop();
        stop();
    }
}
