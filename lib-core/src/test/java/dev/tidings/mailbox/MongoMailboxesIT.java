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
class MongoMailboxesIT implements MailboxesContract {
    @TempDir
    static Path data;

    private static TestMongo mongo;
    private MongoConnection connection;
    private Mailboxes mailboxes;

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
        mailboxes = new MongoMailboxes(connection);
    }

    @AfterEach
    void drop() {
        connection.database().drop();
        connection.close();
    }

    @Override
    public Mailboxes mailboxes() {
        return mailboxes;
    }
}
