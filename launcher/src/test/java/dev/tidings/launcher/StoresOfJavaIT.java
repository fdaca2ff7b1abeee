package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tidings.stores.Binaries;
import dev.tidings.stores.EmbeddedStores;
import dev.tidings.stores.StoreKind;
import dev.tidings.stores.StoreProcess.Started;
import dev.tidings.stores.StoreSettings;
import jakarta.jms.JMSContext;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two stores that are JVMs, run from the folders the build has laid out, with the class paths they have for a user. */
class StoresOfJavaIT {
    private static final String PASSWORD = "a-password-for-this-test";
    private static final long RECEIVE_MS = 10_000;

    private final Installation installation =
            new Installation(Path.of(Objects.requireNonNull(System.getProperty("tidings.home"))), Binaries.ofUser());
    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stores-");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        Binaries.deleteTree(folder);
    }

    private StoreSettings settings(StoreKind kind) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        return new StoreSettings(
                folder,
                Map.of(kind, port),
                PASSWORD,
                PASSWORD,
                installation.mongo(),
                installation.broker(),
                installation.binaries());
    }

    @Test
    void theMongoDbStandInKeepsWhatItAcknowledgedWhenItIsKilled() throws IOException {
        try (EmbeddedStores stores = EmbeddedStores.in(settings(StoreKind.MONGODB))) {
            stores.start();
            try (MongoClient client = MongoClients.create(stores.url(StoreKind.MONGODB))) {
                client.getDatabase("im").getCollection("inbox").insertOne(new Document("_id", 1).append("seq", 41));
            }

            stores.get(StoreKind.MONGODB).kill9();
            stores.get(StoreKind.MONGODB).start();

            try (MongoClient client = MongoClients.create(stores.url(StoreKind.MONGODB))) {
                Document found = client.getDatabase("im")
                        .getCollection("inbox")
                        .find(new Document("_id", 1))
                        .first();
                assertThat(found).isNotNull().containsEntry("seq", 41);
            }
        }
    }

    @Test
    void theBrokerKeepsWhatItAcknowledgedWhenItIsKilled() throws IOException {
        try (EmbeddedStores stores = EmbeddedStores.in(settings(StoreKind.ARTEMIS))) {
            stores.start();
            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(stores.url(StoreKind.ARTEMIS));
                    JMSContext jms = factory.createContext("im", PASSWORD, Session.AUTO_ACKNOWLEDGE)) {
                jms.createProducer().send(jms.createQueue("im.push"), "survives");
            }

            stores.get(StoreKind.ARTEMIS).kill9();
            stores.get(StoreKind.ARTEMIS).start();

            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(stores.url(StoreKind.ARTEMIS));
                    JMSContext jms = factory.createContext("im", PASSWORD, Session.AUTO_ACKNOWLEDGE)) {
                String body = jms.createConsumer(jms.createQueue("im.push")).receiveBody(String.class, RECEIVE_MS);
                assertThat(body).isEqualTo("survives");
            }
        }
    }

    @Test
    void aSecondStartTakesOverWhatAKilledStarterLeftRunning() throws IOException {
        StoreSettings settings = settings(StoreKind.ARTEMIS);
        EmbeddedStores first = EmbeddedStores.in(settings);
        first.start();
        long pid = first.get(StoreKind.ARTEMIS).pid();

        try (EmbeddedStores second = EmbeddedStores.in(settings)) {
            Started how = second.get(StoreKind.ARTEMIS).start();

            assertThat(how).isEqualTo(Started.TAKEN_OVER);
            assertThat(second.get(StoreKind.ARTEMIS).pid()).isEqualTo(pid);
        }
    }
}
