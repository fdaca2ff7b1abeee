package dev.tidings.system;

import static org.awaitility.Awaitility.await;

import dev.tidings.client.LostException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Tidings with all its stores, started by its own launcher in a folder of its own, and stopped with {@link #close()}. */
final class Stack implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);
    private static final int LINES_SHOWN = 40;

    /** The ports from the first one on: HTTP, the nodes of a cluster, the administration with the data grid, the stores. */
    private static final int FIRST_NODE_PORT = 1;

    private static final int ADMIN_PORT = 10;
    private static final int FIRST_STORE_PORT = 14;

    private static final List<Part> STORES = List.of(Part.REDIS, Part.MARIADB, Part.MONGODB, Part.ARTEMIS);

    /** The parts that run as processes of their own, by the names of their files in {@code run/}. */
    enum Part {
        PAYARA,
        NODE1,
        NODE2,
        NODE3,
        BALANCER,
        REDIS,
        MARIADB,
        MONGODB,
        ARTEMIS;

        /** A node of a cluster. */
        static Part node(int number) {
            return valueOf("NODE" + number);
        }

        String file() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Path data;
    private final Path output;
    private final int port;
    private final Process launcher;
    /** Where clients come in: the balancer, the only node, or the first of several without a balancer. */
    private int front;

    private final Thread hook = new Thread(this::end, "end of the stack");

    private Stack(Path data, Path output, int port, Process launcher) {
        this.data = data;
        this.output = output;
        this.port = port;
        this.front = port;
        this.launcher = launcher;
    }

    /**
     * Starts a fresh one and returns when it calls itself ready.
     *
     * @param name of its folder below {@code target}; what an earlier run left there is deleted
     * @param portOffset of its first port, 0 or 20; it takes up to 20
     * @param options further options of the launcher
     */
    static Stack start(String name, int portOffset, List<String> options) throws IOException {
        Stack stack = launched(name, portOffset, options);
        try {
            stack.awaitReady();
            stack.warmUp();
        } catch (RuntimeException | IOException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    /** The stores alone, for application servers that the test starts itself. */
    static Stack storesOnly(String name, int portOffset) throws IOException {
        Stack stack = launched(name, portOffset, List.of("--stores-only"));
        try {
            stack.awaitReady();
        } catch (RuntimeException | IOException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    private static Stack launched(String name, int portOffset, List<String> options) throws IOException {
        Path data = Path.of("target", name).toAbsolutePath();
        deleteTree(data);
        Path output =
                Files.createDirectories(Path.of("target").toAbsolutePath()).resolve(name + ".log");
        Files.deleteIfExists(output);
        int port = Integer.getInteger("tidings.ports", 21_900) + portOffset;
        Path jar = Path.of("../launcher/target/tidings/tidings.jar")
                .toAbsolutePath()
                .normalize();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                jar.toString(),
                "--data",
                data.toString(),
                "--http-port",
                Integer.toString(port),
                "--admin-port",
                Integer.toString(port + ADMIN_PORT)));
        for (Part store : STORES) {
            command.add("--store-port");
            command.add(store.file() + "=" + storePort(port, store));
        }
        command.addAll(options);
        Process launcher = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Stack stack = new Stack(data, output, port, launcher);
        Runtime.getRuntime().addShutdownHook(stack.hook);
        return stack;
    }

    private static int storePort(int first, Part store) {
        return first + FIRST_STORE_PORT + STORES.indexOf(store);
    }

    private void awaitReady() throws IOException {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Files.readString(output).contains("Tidings is ready.")) {
            if (!launcher.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("Tidings did not start; its launcher said:\n" + said());
            }
            pause(100);
        }
        if (hasSaid("There is no balancer")) {
            front = nodePort(1);
        }
    }

    /** The first request of all loads half of the server; on a busy machine that takes longer than a client waits. */
    private void warmUp() {
        await().atMost(START_PATIENCE).ignoreException(LostException.class).until(() -> {
            admin();
            return true;
        });
    }

    /** The last lines that the launcher printed. */
    String said() {
        try {
            List<String> lines = Files.readAllLines(output);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI socketUrl() {
        return URI.create("ws://127.0.0.1:" + front + "/im/ws");
    }

    URI restUrl() {
        return URI.create("http://127.0.0.1:" + front + "/im");
    }

    /** A node's own address, past the balancer; nodes count from 1. */
    URI socketUrl(int node) {
        return URI.create("ws://127.0.0.1:" + nodePort(node) + "/im/ws");
    }

    URI restUrl(int node) {
        return URI.create("http://127.0.0.1:" + nodePort(node) + "/im");
    }

    private int nodePort(int node) {
        return port + FIRST_NODE_PORT + node - 1;
    }

    int adminPort() {
        return port + ADMIN_PORT;
    }

    Path data() {
        return data;
    }

    /** The REST API with an administrator's token. */
    RestClient admin() {
        return admin(restUrl());
    }

    RestClient admin(URI restUrl) {
        return new RestClient(restUrl).withToken(adminToken(restUrl));
    }

    String adminToken() {
        return adminToken(restUrl());
    }

    private String adminToken(URI restUrl) {
        return new RestClient(restUrl).adminToken(secret("im.auth.admin-secret"), "imAdmin");
    }

    /** The REST API with the token of one of a user's devices. Asking for it ends an older login on the same platform. */
    String token(String userID, Platform platform) {
        return admin().userToken(userID, platform);
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

    int storePort(Part store) {
        return storePort(port, store);
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + storePort(port, Part.MARIADB)
                        + "/im?useSSL=false&allowPublicKeyRetrieval=true",
                "im",
                secret("im.mysql.password"));
    }

    // ---- faults

    ProcessHandle process(Part part) {
        Properties pid = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("run").resolve(part.file() + ".pid"))) {
            pid.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ProcessHandle.of(Long.parseLong(pid.getProperty("pid"))).orElseThrow();
    }

    /** Ends a part as a power cut would; the launcher starts it again by itself. */
    void kill9(Part part) {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Stops a part in the middle of what it does: its port accepts connections and never answers, until {@link #thaw}. */
    void freeze(Part part) throws IOException {
        signal("STOP", part);
    }

    void thaw(Part part) throws IOException {
        signal("CONT", part);
    }

    private void signal(String name, Part part) throws IOException {
        Process kill = new ProcessBuilder(
                        "/bin/sh", "-c", "kill -" + name + " " + process(part).pid())
                .inheritIO()
                .start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("no signal " + name + " to " + part);
        }
    }

    /** Restarts all nodes of a cluster, one after the other. */
    void restartNodes() throws IOException {
        Files.createFile(data.resolve("run/nodes.restart"));
        // One after the other, and each may take its time when clients keep the machine busy.
        awaitSaid("All nodes were restarted.", START_PATIENCE.multipliedBy(3));
    }

    /** Waits until the launcher says something; if it does not, the failure has what it said instead. */
    void awaitSaid(String words, Duration patience) throws IOException {
        try {
            await().atMost(patience).until(() -> hasSaid(words));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the launcher did not say '" + words + "' but:\n" + Files.readString(output), e);
        }
    }

    private boolean hasSaid(String words) throws IOException {
        return Files.readString(output).contains(words);
    }

    /** Ends a part in good order, so that it stays down until {@link #startAgain}. */
    void stop(Part part) {
        ProcessHandle process = process(part);
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    void startAgain(Part part) throws IOException {
        Files.createFile(data.resolve("run").resolve(part.file() + ".start"));
    }

    /** Empties Redis. */
    void flushRedis() throws IOException {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), storePort(port, Part.REDIS))) {
            redis.setSoTimeout(5_000);
            redis.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(redis.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK\r\n")) {
                throw new IllegalStateException("Redis answered FLUSHALL with " + answer);
            }
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

    /** Stops everything that was started here, by force what does not go by itself. */
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
