package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The archive of an XMPP server: Debian's MariaDB in a folder of its own, synced at every commit unless it is to be cached. */
final class PeerDatabase implements AutoCloseable {
    static final String NAME = "chat";
    private static final int START_TRIES = 300;

    private final Path folder;
    private final int port;
    private final Process process;

    private PeerDatabase(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Starts an empty one, for this machine alone: database, user and password are {@value #NAME}. */
    static PeerDatabase start(Path folder, int port, Conditions conditions) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path data = folder.resolve("mariadb");
        Programs.run(
                folder.resolve("mariadb-install.log"),
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--user=root");
        ProcessBuilder server = Programs.builder(
                folder.resolve("mariadb.log"),
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + folder.resolve("mariadb.sock"),
                "--pid-file=" + folder.resolve("mariadb.pid"),
                "--innodb-flush-log-at-trx-commit=" + conditions.durability().flushAtCommit(),
                "--innodb-buffer-pool-size=256M",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4");
        Process process = Programs.startServer(conditions.pinning().onServerCore(server));
        PeerDatabase database = new PeerDatabase(folder, port, process);
        for (int i = 0; i < START_TRIES && database.sql("SELECT 1") != 0; i++) {
            Thread.sleep(100);
        }
        if (database.sql("CREATE DATABASE " + NAME + "; CREATE USER " + NAME + "@'%' IDENTIFIED BY '" + NAME
                        + "'; GRANT ALL ON " + NAME + ".* TO " + NAME + "@'%'")
                != 0) {
            throw new IllegalStateException("MariaDB did not start, see " + folder);
        }
        return database;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    int sql(String statement) throws IOException, InterruptedException {
        return Programs.exit(folder.resolve("sql.log"), command("-e", statement));
    }

    void load(Path script) throws IOException, InterruptedException {
        int exit = Programs.exit(folder.resolve("sql.log"), command(NAME, "-e", "source " + script));
        if (exit != 0) {
            throw new IllegalStateException(script + " failed, see " + folder.resolve("sql.log"));
        }
    }

    /** One number. */
    long number(String query) {
        try {
            Process ask = new ProcessBuilder(command("-N", "-B", NAME, "-e", query)).start();
            String answer = new String(ask.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            ask.waitFor();
            return Long.parseLong(answer.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private String[] command(String... rest) {
        List<String> command = new java.util.ArrayList<>(List.of(
                "mariadb",
                "--no-defaults",
                "--protocol=tcp",
                "--host=127.0.0.1",
                "--port=" + port,
                "--user=root",
                "--skip-ssl"));
        command.addAll(List.of(rest));
        return command.toArray(String[]::new);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
