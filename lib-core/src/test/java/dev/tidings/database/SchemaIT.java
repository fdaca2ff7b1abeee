package dev.tidings.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaIT {
    /** The versions of the migrations that are built in. */
    private static final List<Integer> MIGRATIONS = Stream.of(
                    Objects.requireNonNull(Path.of("../resources/src/main/resources/db/migration")
                            .toFile()
                            .list()))
            .map(file -> Integer.valueOf(file.substring(1, file.indexOf("__"))))
            .toList();

    private static final MysqlDataSource NOBODY = nobody();

    private static MysqlDataSource nobody() {
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl("jdbc:mysql://127.0.0.1:1/im?connectTimeout=500");
        return source;
    }

    @Test
    void theTablesAreThereAfterTheStart() throws SQLException {
        MysqlDataSource source = TestMariaDb.emptyDatabase("schema_start");

        new Schema(() -> source).await(Duration.ZERO);

        assertThat(tables(source)).contains("im_user", "token", "conversation", "conversation_version", "message");
    }

    @Test
    void nodesThatStartTogetherMigrateOnce() throws Exception {
        MysqlDataSource source = TestMariaDb.emptyDatabase("schema_together");
        ExecutorService nodes = Executors.newFixedThreadPool(4);

        List<Callable<Boolean>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                Schema schema = new Schema(() -> source);
                schema.await(Duration.ZERO);
                return schema.isCurrent();
            });
        }
        List<Boolean> current = new ArrayList<>();
        for (Future<Boolean> start : nodes.invokeAll(starts)) {
            current.add(start.get());
        }
        nodes.shutdown();

        assertThat(current).containsExactly(true, true, true, true);
        assertThat(count(source, "flyway_schema_history where version is not null"))
                .isEqualTo(MIGRATIONS.size());
    }

    @Test
    void aNodeWaitsForADatabaseThatComesLater() {
        MysqlDataSource source = TestMariaDb.emptyDatabase("schema_later");
        AtomicInteger asked = new AtomicInteger();
        Schema schema = new Schema(() -> asked.incrementAndGet() < 3 ? NOBODY : source);

        schema.await(Duration.ofSeconds(30));

        assertThat(schema.isCurrent()).isTrue();
        assertThat(asked).hasValue(3);
    }

    @Test
    void aNodeThatStartedWithoutTheDatabaseMigratesWhenItIsThere() throws InterruptedException {
        MysqlDataSource source = TestMariaDb.emptyDatabase("schema_without");
        AtomicInteger asked = new AtomicInteger();
        Schema schema = new Schema(() -> asked.incrementAndGet() < 3 ? NOBODY : source);

        schema.await(Duration.ZERO);
        assertThatThrownBy(schema::require)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(schema::require).isInstanceOf(ImException.class);
        assertThat(asked).as("not asked again at once").hasValue(2);
        Thread.sleep(2_100);

        assertThatCode(schema::require).doesNotThrowAnyException();
        assertThat(schema.isCurrent()).isTrue();
    }

    @Test
    void aSchemaThatIsNewerThanTheBuildIsRefusedWithASentence() throws SQLException {
        MysqlDataSource source = TestMariaDb.emptyDatabase("schema_newer");
        new Schema(() -> source).await(Duration.ZERO);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                    + " checksum, installed_by, execution_time, success)"
                    + " values (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'tests', 1, 1)");
        }
        Schema schema = new Schema(() -> source);

        assertThatThrownBy(() -> schema.await(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the database schema is at version 99 and this build knows it up to version "
                        + MIGRATIONS.stream().mapToInt(it -> it).max().orElseThrow());
        assertThatThrownBy(schema::require)
                .as("nothing is written to it later either")
                .isInstanceOf(IllegalStateException.class);
    }

    private static List<String> tables(MysqlDataSource source) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show tables")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static long count(MysqlDataSource source, String from) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + from)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
