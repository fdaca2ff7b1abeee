package dev.tidings.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB with the database {@code im} and the user {@code im}. A commit that was answered is on disk, unless it is told to be
 * {@link Durability#CACHED}. There is no other way in but the system's own root and the user that runs it, over the local socket.
 */
final class MariaDbProgram implements StoreProgram {
    private static final String USER = "im";
    private static final String LOG_FILE_SIZE = "--innodb-log-file-size=48M";
    /** The order in which the system tables are made. The help texts and the tables of rarely used engines are left out. */
    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql",
            "mariadb_sys_schema.sql");

    private static final long INSTALL_SECONDS = 120;

    private final Binaries binaries;
    private final Path folder;
    private final Path data;
    private final int port;
    private final String password;
    private final Durability durability;
    private @Nullable Path base;

    /** @param password of the user {@code im}: letters, digits, '-' and '_' */
    MariaDbProgram(Binaries binaries, Path folder, int port, String password, Durability durability) {
        if (!password.matches("[A-Za-z0-9_-]{8,128}")) {
            throw new IllegalArgumentException("the password must be 8 to 128 letters, digits, '-' or '_'");
        }
        this.binaries = binaries;
        this.folder = folder;
        this.data = folder.resolve("data");
        this.port = port;
        this.password = password;
        this.durability = durability;
    }

    @Override
    public StoreKind kind() {
        return StoreKind.MARIADB;
    }

    @Override
    public void prepare() throws IOException {
        if (!Files.isDirectory(data)) {
            install();
        }
        PrivateFile.write(initFile(), statements());
    }

    @Override
    public boolean isPrepared() throws IOException {
        return Files.exists(initFile()) && Files.readString(initFile()).equals(statements());
    }

    /** Makes the system tables in a folder beside, which becomes the data folder only when it is complete. */
    private void install() throws IOException {
        Path unfinished = folder.resolve("data.unfinished");
        Binaries.deleteTree(unfinished);
        Files.createDirectories(unfinished);
        Path script = folder.resolve("install.sql");
        List<String> sql = new ArrayList<>(List.of(
                "CREATE DATABASE IF NOT EXISTS mysql;",
                "USE mysql;",
                "SET @auth_root_socket='" + System.getProperty("user.name").replace("'", "''") + "';"));
        for (String file : SYSTEM_TABLES) {
            sql.add(Files.readString(base().resolve("share").resolve(file)));
        }
        Files.writeString(script, String.join("\n", sql));
        List<String> command = new ArrayList<>(common(unfinished));
        command.addAll(
                List.of("--bootstrap", "--enforce-storage-engine=", "--max-allowed-packet=8M", "--log-warnings=0"));
        Path log = folder.resolve("install.log");
        Process process = new ProcessBuilder(command)
                .redirectInput(script.toFile())
                .redirectOutput(log.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            if (!process.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                String said = Files.readString(log);
                throw new StoreException("MariaDB could not make its data folder. "
                        + Remedies.of(said).map(remedy -> remedy + " ").orElse("") + "Its output is in " + log + ".");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while MariaDB made its data folder.", e);
        }
        Files.delete(script);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Run at each start, before the port opens, so that the password is always the one configured. */
    private String statements() {
        String user = "'" + USER + "'@'%'";
        return String.join(
                "\n",
                "CREATE DATABASE IF NOT EXISTS im CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;",
                "CREATE USER IF NOT EXISTS " + user + ";",
                "ALTER USER " + user + " IDENTIFIED BY '" + password + "';",
                "GRANT ALL PRIVILEGES ON im.* TO " + user + ";",
                "DROP USER IF EXISTS ''@'localhost';",
                "");
    }

    private Path initFile() {
        return folder.resolve("init.sql");
    }

    private Path base() {
        try {
            if (base == null) {
                base = binaries.mariaDb();
            }
            return base;
        } catch (IOException e) {
            throw new StoreException("MariaDB could not be unpacked: " + e.getMessage(), e);
        }
    }

    private List<String> common(Path dataFolder) {
        List<String> line = new ArrayList<>(List.of(
                base().resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base(),
                "--datadir=" + dataFolder,
                "--plugin-dir=" + base().resolve("lib/plugin"),
                LOG_FILE_SIZE));
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root unless told so.
            line.add("--user=root");
        }
        return line;
    }

    @Override
    public List<String> command() {
        List<String> line = new ArrayList<>(common(data));
        line.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port,
                // Relative to the data folder: a socket's path may have 107 characters at most.
                "--socket=mariadb.sock",
                "--init-file=" + initFile(),
                // Without certificates to make it starts in a third of a second; the port is on the loopback only.
                "--skip-ssl",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_bin",
                "--innodb-flush-log-at-trx-commit=" + flushAtCommit(),
                "--innodb-buffer-pool-size=128M",
                "--performance-schema=OFF",
                "--max-connections=200"));
        return List.copyOf(line);
    }

    private int flushAtCommit() {
        return switch (durability) {
            case SYNCED -> 1;
            // Written at each commit, synced once a second.
            case CACHED -> 2;
        };
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean answers() throws IOException {
        // The server speaks first: a packet's length (3 bytes) and number (0), then the protocol's version, 10.
        byte[] greeting = Wire.ask(port, new byte[0], 5);
        return greeting[3] == 0 && greeting[4] == 10;
    }

    @Override
    public Map<String, String> config() {
        return Map.of(
                "im.mysql.url", "jdbc:mysql://127.0.0.1:" + port + "/im",
                "im.mysql.user", USER,
                "im.mysql.password", password);
    }

    @Override
    public Path data() {
        return folder;
    }
}
