package dev.tidings.bench.scenario;

import dev.tidings.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The full history's database: the rows of a group in one transaction, in the server's own table. */
final class HistoryLoad implements PartLoad {
    private static final String MIGRATION = "/db/migration/V4__messages.sql";
    private static final String INSERT =
            "INSERT INTO message (server_msg_id, client_msg_id, conversation_id, send_id, recv_id,"
                    + " group_id, sender_platform_id, sender_nickname, session_type, msg_from, content_type, content, status, send_time,"
                    + " create_time, ex, replaced, body) VALUES (?, ?, ?, ?, ?, '', 1, '', 1, 100, 101, ?, 2, ?, ?, '', FALSE, ?)";

    private static final String INDEXES =
            "SELECT index_name, MAX(non_unique), GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics"
                    + " WHERE table_schema = DATABASE() AND table_name = 'message' AND index_name <> 'PRIMARY' GROUP BY index_name";

    private final Traffic traffic;
    private final Connection connection;

    /** In the table of a server, which is there. */
    HistoryLoad(Traffic traffic, String url, String user, String password) throws SQLException {
        this.traffic = traffic;
        this.connection = DriverManager.getConnection(url + "?rewriteBatchedStatements=true", user, password);
        connection.setAutoCommit(false);
    }

    /** In an empty database, in which it makes the server's table. */
    static HistoryLoad withTable(Traffic traffic, String url, String user, String password)
            throws SQLException, IOException {
        HistoryLoad load = new HistoryLoad(traffic, url, user, password);
        try (Statement statement = load.connection.createStatement()) {
            statement.execute(migration());
        }
        return load;
    }

    /**
     * Has rows written while the table has no index but its primary key, and makes the others again afterwards, as one does who loads
     * millions. Nobody else may use the table meanwhile.
     */
    void withoutIndexes(Runnable writing) throws SQLException {
        List<String> drop = new ArrayList<>();
        List<String> add = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet index = statement.executeQuery(INDEXES)) {
                while (index.next()) {
                    String name = index.getString(1);
                    drop.add("DROP KEY " + name);
                    add.add((index.getBoolean(2) ? "ADD KEY " : "ADD UNIQUE KEY ") + name + " (" + index.getString(3)
                            + ")");
                }
            }
            statement.execute("ALTER TABLE message " + String.join(", ", drop));
            writing.run();
            statement.execute("ALTER TABLE message " + String.join(", ", add));
        }
    }

    private static String migration() throws IOException {
        try (InputStream in = HistoryLoad.class.getResourceAsStream(MIGRATION)) {
            if (in == null) {
                throw new IllegalStateException("no migration " + MIGRATION);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String part() {
        return "mariadb";
    }

    @Override
    public String work() {
        return "a row in the table of all messages; one synced transaction for a group";
    }

    @Override
    public int groupsAtOnce() {
        return 1;
    }

    @Override
    public Runnable group(List<Long> numbers) {
        List<Message> messages =
                numbers.stream().map(number -> traffic.at(number).message()).toList();
        return () -> insert(messages);
    }

    private void insert(List<Message> messages) {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Message message : messages) {
                insert.setString(1, message.id().value());
                insert.setString(2, message.id().value());
                insert.setString(3, message.conversation().value());
                insert.setString(4, message.sender().value());
                insert.setString(5, message.receivers().get(0).value());
                insert.setString(6, "{\"content\":\"" + ".".repeat(200) + "\"}");
                insert.setLong(7, message.sendTime());
                insert.setLong(8, message.sendTime());
                insert.setBytes(9, message.body().toByteArray());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("a row was not inserted", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the connection was not closed", e);
        }
    }
}
