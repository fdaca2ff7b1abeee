package dev.tidings.mailbox;

import dev.tidings.mongodb.MongoConnection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class MongoMembershipsIT implements MembershipsContract {
    @TempDir
    static Path data;

    private static TestMongo mongo;
    private MongoConnection connection;
    private Memberships memberships;

    @BeforeAll
    static void start() throws IOException {
        mongo = new TestMongo(data);
    }

    @AfterAll
    static void stop() {
        mongo.close();
    }

    @BeforeEach
    void connect() {
        connection = mongo.connect();
        memberships = new MongoMemberships(connection);
    }

    @AfterEach
    void drop() {
        connection.database().drop();
        connection.close();
    }

    @Override
    public Memberships memberships() {
        return memberships;
    }
}
