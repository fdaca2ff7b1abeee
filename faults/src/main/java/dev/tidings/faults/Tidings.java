package dev.tidings.faults;

import dev.tidings.client.LostException;
import dev.tidings.client.RefusedException;
import dev.tidings.client.RestClient;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An installation of its own: the stores and one application server, started and watched by the launcher. */
final class Tidings implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(8);
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;
    /** Longer than the launcher takes to start again what has died. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    /** The parts that run as processes of their own. */
    enum Part {
        APP(0),
        REDIS(3),
        MARIADB(4),
        MONGODB(5),
        ARTEMIS(6);

        private final int portOffset;

        Part(int portOffset) {
            this.portOffset = portOffset;
        }
    }

    private final Path data;
    private final Path output;
    private final int port;
    private final boolean micro;
    private final Process launcher;
    private final Thread hook = new Thread(this::end, "end of the installation");

    private Tidings(Path data, Path output, int port, boolean micro, Process launcher) {
        this.data = data;
        this.output = output;
        this.port = port;
        this.micro = micro;
        this.launcher = launcher;
    }

    /**
     * Starts a fresh one and returns when it calls itself ready.
     *
     * @param jar the launcher's
     * @param data its folder; what an earlier run left there is deleted
     * @param port the first of 20 that it takes
     * @param micro Payara Micro instead of Payara Server
     * @param crashPoints what its first process does at its crash points, see {@link #arm}
     */
    static Tidings start(Path jar, Path data, int port, boolean micro, List<String> crashPoints) throws IOException {
        deleteTree(data);
        Files.createDirectories(data);
        Files.write(data.resolve("crash-points"), crashPoints);
        Path output = Path.of(data + ".log");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                jar.toString(),
                "--data",
                data.toString(),
                "--http-port",
                Integer.toString(port),
                "--admin-port",
                Integer.toString(port + 1),
                "--java-option",
                "-Dtidings.crash-points=" + data.resolve("crash-points"),
                // It is started again and again: half the processor time of a start is worth more than speed later.
                "--java-option",
                "-XX:TieredStopAtLevel=1"));
        for (Part store : List.of(Part.REDIS, Part.MARIADB, Part.MONGODB, Part.ARTEMIS)) {
            command.add("--store-port");
            command.add(store.name().toLowerCase(Locale.ROOT) + "=" + (port + store.portOffset));
        }
        if (micro) {
            command.add("--micro");
        }
        Process launcher = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Tidings started = new Tidings(data, output, port, micro, launcher);
        Runtime.getRuntime().addShutdownHook(started.hook);
        try {
            started.awaitReady();
        } catch (RuntimeException | IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private void awaitReady() throws IOException {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Files.readString(output).contains("Tidings is ready.")) {
            if (!launcher.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("Tidings did not start, see " + output);
            }
            pause(POLL_MILLIS);
        }
        awaitAnswers();
    }

    /** Returns when the application server gives tokens, for which it needs MySQL and Redis. */
    void awaitAnswers() {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        while (true) {
            try {
                admin();
                return;
            } catch (LostException | RefusedException e) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("Tidings does not answer, see " + output, e);
                }
                pause(POLL_MILLIS);
            }
        }
    }

    URI socketUrl() {
        return URI.create("ws://127.0.0.1:" + port + "/im/ws");
    }

    int httpPort() {
        return port;
    }

    /** The first port that is free for links of the test's own. */
    int linkPort() {
        return port + 10;
    }

    /** The REST API with an administrator's token. */
    RestClient admin() {
        RestClient open = new RestClient(URI.create("http://127.0.0.1:" + port + "/im"));
        return open.withToken(open.adminToken(secret("im.auth.admin-secret"), "imAdmin"));
    }

    String secret(String key) {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("secrets.properties"))) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(secrets.getProperty(key)).orElseThrow();
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + (port + Part.MARIADB.portOffset)
                        + "/im?useSSL=false&allowPublicKeyRetrieval=true",
                "im",
                secret("im.mysql.password"));
    }

    String brokerUrl() {
        return "tcp://127.0.0.1:" + (port + Part.ARTEMIS.portOffset);
    }

    // ---- faults

    /** The process of a part, if it runs. */
    Optional<ProcessHandle> process(Part part) {
        Path file = data.resolve("run").resolve(processName(part) + ".pid");
        Properties pid = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            pid.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        String number = pid.getProperty("pid");
        return number == null
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive);
    }

    private String processName(Part part) {
        return part == Part.APP ? micro ? "micro" : "payara" : part.name().toLowerCase(Locale.ROOT);
    }

    /** Ends a part as a power cut would; the launcher starts it again by itself. */
    void kill9(Part part) {
        process(part).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        });
    }

    /** Freezes a part, or lets it go on. */
    void freeze(Part part, boolean frozen) {
        process(part).ifPresent(process -> {
            try {
                new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        });
    }

    /** Ends a part in good order, so that it stays down until {@link #startAgain}. */
    void stop(Part part) {
        forgetStartFile(part);
        process(part).ifPresent(process -> {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        });
        // The launcher looks twice a second, and must have seen it.
        pause(1500);
    }

    void startAgain(Part part) {
        try {
            Files.writeString(startFile(part), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path startFile(Part part) {
        return data.resolve("run").resolve((part == Part.APP ? "payara" : processName(part)) + ".start");
    }

    private void forgetStartFile(Part part) {
        try {
            Files.deleteIfExists(startFile(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns when the part's process is there and listens. A start that was struck down itself is tried again, which the
     * launcher leaves to an operator.
     */
    void awaitListening(Part part) {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        long tryAgain = System.nanoTime() + TRY_AGAIN.toNanos();
        while (process(part).isEmpty() || !isListening(part)) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(part + " did not come back, see " + output);
            }
            if (process(part).isEmpty() && System.nanoTime() > tryAgain) {
                startAgain(part);
                tryAgain = System.nanoTime() + TRY_AGAIN.toNanos();
            }
            pause(POLL_MILLIS);
        }
    }

    private boolean isListening(Part part) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port + part.portOffset)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What the application server's next start does at its crash points; each a line for {@code CrashPoint}. */
    void arm(List<String> crashPoints) {
        try {
            Files.write(data.resolve("crash-points"), crashPoints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flushRedis() {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), port + Part.REDIS.portOffset)) {
            redis.setSoTimeout(10_000);
            redis.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(redis.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK\r\n")) {
                throw new IllegalStateException("Redis answered FLUSHALL with " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps Redis' files as they are now. */
    void copyRedis() {
        try {
            Path copy = data.resolve("redis-copy");
            deleteTree(copy);
            copyTree(data.resolve("redis"), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean hasRedisCopy() {
        return Files.exists(data.resolve("redis-copy"));
    }

    /** Puts the files that were kept in the place of those of the stopped Redis. */
    void restoreRedis() {
        try {
            deleteTree(data.resolve("redis"));
            copyTree(data.resolve("redis-copy"), data.resolve("redis"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    // ---- the end

    /** Stops everything that was started here, by force what does not go by itself. The data stays. */
    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void end() {
        List<ProcessHandle> all = new ArrayList<>(launcher.descendants().toList());
        launcher.destroy();
        try {
            if (!launcher.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                launcher.destroyForcibly();
            }
        } catch (InterruptedException e) {
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(from)) {
            all = found.toList();
        }
        for (Path each : all) {
            Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
