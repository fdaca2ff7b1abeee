package dev.tidings.stores;

import static dev.tidings.stores.StoreKind.MARIADB;
import static dev.tidings.stores.StoreKind.REDIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.stores.StoreProcess.Started;
import dev.tidings.stores.StoreSettings.ChildJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class EmbeddedStoresTest {
    private static final String PASSWORD = "a-password-for-this-test";

    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "stores-test-");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        Binaries.deleteTree(folder);
    }

    @Test
    void redisKeepsWhatItHadWhenItIsKilled() {
        try (EmbeddedStores stores = EmbeddedStores.inTemporaryFolder(Set.of(REDIS))) {
            try (Jedis redis = new Jedis(stores.url(REDIS))) {
                redis.set("seq", "41");
            }

            stores.get(REDIS).kill9();
            assertThat(stores.get(REDIS).isAlive()).isFalse();
            stores.get(REDIS).start();

            try (Jedis redis = new Jedis(stores.url(REDIS))) {
                assertThat(redis.incr("seq")).isEqualTo(42);
            }
        }
    }

    @Test
    void mariaDbKeepsWhatItCommittedWhenItIsKilled() throws SQLException {
        try (EmbeddedStores stores = EmbeddedStores.inTemporaryFolder(Set.of(MARIADB))) {
            try (Connection connection = connect(stores);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE message (id INT PRIMARY KEY, body VARCHAR(100))");
                statement.execute("INSERT INTO message VALUES (1, 'Grüße 👋')");
            }

            stores.get(MARIADB).kill9();
            stores.get(MARIADB).start();

            try (Connection connection = connect(stores);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT body FROM message")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("Grüße 👋");
            }
        }
    }

    @Test
    void mariaDbLetsNobodyInWithoutThePassword() {
        try (EmbeddedStores stores = EmbeddedStores.inTemporaryFolder(Set.of(MARIADB))) {
            String url = stores.url(MARIADB);

            assertThatThrownBy(() ->
                            DriverManager.getConnection(url, "im", "wrong").close())
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(
                            () -> DriverManager.getConnection(url, "root", "").close())
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(url, "", "").close())
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aSecondStartTakesOverWhatAKilledStarterLeftRunning() throws IOException {
        StoreSettings settings = settings(Wire.freePort(port -> false));
        EmbeddedStores first = EmbeddedStores.in(settings);
        first.start();
        long pid = first.get(REDIS).pid();

        try (EmbeddedStores second = EmbeddedStores.in(settings)) {
            Started how = second.get(REDIS).start();

            assertThat(how).isEqualTo(Started.TAKEN_OVER);
            assertThat(second.get(REDIS).pid()).isEqualTo(pid);
        }
        assertThat(first.get(REDIS).isAlive()).isFalse();
    }

    @Test
    void aLeftOverWithOtherSettingsIsEndedAndItsDataTaken() throws IOException {
        EmbeddedStores first = EmbeddedStores.in(settings(Wire.freePort(port -> false)));
        first.start();
        long pid = first.get(REDIS).pid();
        try (Jedis redis = new Jedis(first.url(REDIS))) {
            redis.set("key", "value");
        }

        int otherPort = Wire.freePort(port -> port == first.get(REDIS).port());
        try (EmbeddedStores second = EmbeddedStores.in(settings(otherPort))) {
            Started how = second.get(REDIS).start();

            assertThat(how).isEqualTo(Started.NEW);
            assertThat(second.get(REDIS).pid()).isNotEqualTo(pid);
            assertThat(first.get(REDIS).isAlive()).isFalse();
            try (Jedis redis = new Jedis(second.url(REDIS))) {
                assertThat(redis.get("key")).isEqualTo("value");
            }
        }
    }

    @Test
    void aLeftOverWithAnotherPasswordIsEndedAndTheNewOneHolds() throws Exception {
        int port = Wire.freePort(taken -> false);
        EmbeddedStores first = EmbeddedStores.in(mariaDb(port, PASSWORD));
        first.start();

        try (EmbeddedStores second = EmbeddedStores.in(mariaDb(port, "another-password"))) {
            Started how = second.get(MARIADB).start();

            assertThat(how).isEqualTo(Started.NEW);
            assertThat(first.get(MARIADB).isAlive()).isFalse();
            try (Connection connection = connect(second)) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    private StoreSettings mariaDb(int port, String password) {
        return new StoreSettings(
                folder,
                Map.of(MARIADB, port),
                password,
                password,
                new ChildJvm("", "64m"),
                new ChildJvm("", "64m"),
                Binaries.ofUser());
    }

    @Test
    void commitsAreSyncedUnlessToldOtherwise() throws IOException, SQLException {
        assertThat(flushAtCommit(mariaDb(Wire.freePort(port -> false), PASSWORD)))
                .isEqualTo(1);
        assertThat(broker(Durability.SYNCED)).containsSequence("--datasync", "true");
    }

    @Test
    void cachedCommitsAreLeftToTheSystem() throws IOException, SQLException {
        StoreSettings usual = mariaDb(Wire.freePort(port -> false), PASSWORD);
        StoreSettings cached = new StoreSettings(
                usual.folder(),
                usual.ports(),
                PASSWORD,
                PASSWORD,
                usual.mongoJvm(),
                usual.artemisJvm(),
                usual.binaries(),
                Durability.CACHED);

        assertThat(flushAtCommit(cached)).isEqualTo(2);
        assertThat(broker(Durability.CACHED)).containsSequence("--datasync", "false");
    }

    private static int flushAtCommit(StoreSettings settings) throws IOException, SQLException {
        try (EmbeddedStores stores = EmbeddedStores.in(settings)) {
            stores.start();
            try (Connection connection = connect(stores);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@innodb_flush_log_at_trx_commit")) {
                assertThat(row.next()).isTrue();
                return row.getInt(1);
            }
        }
    }

    private List<String> broker(Durability durability) {
        return new ArtemisProgram("", "64m", folder, 1, PASSWORD, durability).command();
    }

    @Test
    void aFrozenStoreAnswersAgainAfterItIsResumed() {
        try (EmbeddedStores stores = EmbeddedStores.inTemporaryFolder(Set.of(REDIS))) {
            StoreProcess redis = stores.get(REDIS);

            redis.pause();
            assertThatThrownBy(() -> {
                        try (Jedis client = new Jedis("127.0.0.1", redis.port(), 300)) {
                            client.ping();
                        }
                    })
                    .isInstanceOf(JedisConnectionException.class);
            redis.resume();

            try (Jedis client = new Jedis(stores.url(REDIS))) {
                assertThat(client.ping()).isEqualTo("PONG");
            }
        }
    }

    @Test
    void aStartAfterTheEndLeavesNothingRunning() throws IOException {
        EmbeddedStores stores = EmbeddedStores.in(settings(Wire.freePort(taken -> false)));
        stores.close();

        assertThatThrownBy(stores::start).isInstanceOf(StoreException.class).hasMessageContaining("being stopped");
        assertThat(Wire.isFree(stores.get(REDIS).port())).isTrue();
    }

    @Test
    void aPortInUseIsSaidWithWhatToDo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                EmbeddedStores stores = EmbeddedStores.in(settings(other.getLocalPort()))) {
            assertThatThrownBy(stores::start)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Port " + other.getLocalPort())
                    .hasMessageContaining("Redis")
                    .hasMessageContaining("im.redis.url");
        }
    }

    @Test
    void aStoreThatEndsWhileStartingSaysWhyAndLeavesNothingRunning() throws IOException {
        int port = Wire.freePort(taken -> false);
        Files.createDirectories(folder.resolve("redis"));
        Files.writeString(folder.resolve("redis/appendonly.aof"), "this is no append-only file");

        try (EmbeddedStores stores = EmbeddedStores.in(settings(port))) {
            assertThatThrownBy(stores::start)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Redis ended while it was starting")
                    .hasMessageContaining("Bad file format")
                    .hasMessageContaining("redis.log");
            assertThat(stores.get(REDIS).isAlive()).isFalse();
        }
        assertThat(Wire.isFree(port)).isTrue();
    }

    @Test
    void theCommandLineHoldsNoPassword() throws IOException {
        StoreSettings settings = mariaDb(Wire.freePort(port -> false), PASSWORD);

        try (EmbeddedStores stores = EmbeddedStores.in(settings)) {
            stores.start();

            Optional<String> line = ProcessHandle.of(stores.get(MARIADB).pid())
                    .flatMap(process -> process.info().commandLine());
            assertThat(line).hasValueSatisfying(text -> assertThat(text).doesNotContain(PASSWORD));
            assertThat(Files.getPosixFilePermissions(folder.resolve("mariadb/init.sql")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    private StoreSettings settings(int redisPort) {
        return new StoreSettings(
                folder,
                Map.of(REDIS, redisPort),
                PASSWORD,
                PASSWORD,
                new ChildJvm("", "64m"),
                new ChildJvm("", "64m"),
                Binaries.ofUser());
    }

    private static Connection connect(EmbeddedStores stores) throws SQLException {
        Map<String, String> config = stores.config();
        return DriverManager.getConnection(
                stores.url(MARIADB), config.get("im.mysql.user"), config.get("im.mysql.password"));
    }
}
