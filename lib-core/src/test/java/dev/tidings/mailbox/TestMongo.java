package dev.tidings.mailbox;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tidings.mongodb.MongoConnection;
import dev.tidings.mongostandin.MongoStandin;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database of its own on the server that {@code IM_TEST_MONGO_URI} names ({@code mongodb://host:port/}), or else on the
 * stand-in, which runs as a process of its own: its netty is not the one of the tests.
 */
public final class TestMongo implements AutoCloseable {
    private final @Nullable Process server;
    private final String url;

    public TestMongo(Path data) throws IOException {
        String given = System.getenv("IM_TEST_MONGO_URI");
        if (given != null) {
            server = null;
            url = given;
            return;
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MongoStandin.class.getName(),
                        "--data",
                        data.toString(),
                        "--port",
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(Files.createDirectories(data).resolve("log").toFile())
                .start();
        url = "mongodb://127.0.0.1:" + port + "/";
        try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase("admin").runCommand(new org.bson.Document("ping", 1));
        }
    }

    /** A connection to an empty database. */
    public MongoConnection connect() {
        String name = "tidings_test_" + UUID.randomUUID().toString().replace("-", "");
        int query = url.indexOf('?');
        return new MongoConnection(query < 0 ? url + name : url.substring(0, query) + name + url.substring(query));
    }

    public static Mailboxes mailboxes(MongoConnection connection) {
        return new MongoMailboxes(connection);
    }

    public static Memberships memberships(MongoConnection connection) {
        return new MongoMemberships(connection);
    }

    @Override
    public void close() {
        if (server != null) {
            server.destroy();
            // It writes into its folder until it has ended, which is to be deleted next.
            server.onExit().join();
        }
    }
}
