package dev.tidings.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.tidings.mongodb.MongoConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

    @Test
    void anInstallationOfAnEarlierBuildGetsTheIndexInItsOtherOrder() {
        MongoCollection<Document> cells = connection.database().getCollection("cell");
        cells.dropIndex("message_series");
        cells.createIndex(
                Indexes.ascending("o", "m"),
                new IndexOptions().name("series_message").unique(true));

        mailboxes = new MongoMailboxes(connection);

        assertThat(cells.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()))
                .containsExactlyInAnyOrder("_id_", "message_series");
    }

    @Override
    public Mailboxes mailboxes() {
        return mailboxes;
    }
}
