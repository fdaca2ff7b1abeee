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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An installation of its own: stores of one launcher, application nodes of another, and between them links of the test's
 * own.
 */
final class Tidings implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tidings.class.getName());

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final long POLL_MILLIS = 50;

    /** Where what listens, counted from the first port. */
    private static final int FIRST_NODE = 1;

    private static final int STORES = 10;
    private static final int STORE_LINKS = 14;
    private static final int ADMIN = 18;
    private static final int CLIENT_LINKS = 28;
    private static final int BUSINESS = 38;

    private final Options options;
    private final Launch stores;
    private final Launch nodes;
    private final Map<Store, Link> links;

    private Tidings(Options options, Launch stores, Launch nodes, Map<Store, Link> links) {
        this.options = options;
        this.stores = stores;
        this.nodes = nodes;
        this.links = links;
    }

    /**
     * Starts a fresh one and returns when it answers. What an earlier run left in the folder is deleted.
     *
     * @param folder its own
     * @param settings configuration keys with their values
     * @param crashPoints what its first process does at its crash points, see {@link #arm}
     */
    static Tidings start(Options options, Path folder, Map<String, String> settings, List<String> crashPoints)
            throws IOException {
        deleteTree(folder);
        Path storesFolder = Files.createDirectories(folder.resolve("stores"));
        Path nodesFolder = Files.createDirectories(folder.resolve("nodes"));
        Files.write(nodesFolder.resolve("crash-points"), crashPoints);
        List<String> storePorts = new ArrayList<>(List.of("--stores-only"));
        for (Store store : Store.values()) {
            storePorts.addAll(List.of("--store-port", store.label() + "=" + storePort(options, store)));
        }
        Map<Store, Link> links = new EnumMap<>(Store.class);
        Launch stores = Launch.start(options.launcher(), storesFolder, storePorts, Map.of());
        try {
            for (Store store : Store.values()) {
                links.put(store, new Link(store.port(options.port() + STORE_LINKS), storePort(options, store)));
            }
            Launch nodes = Launch.start(
                    options.launcher(),
                    nodesFolder,
                    nodeOptions(options, nodesFolder, settings),
                    Map.of(
                            "IM_MYSQL_USER",
                            "im",
                            "IM_MYSQL_PASSWORD",
                            secret(storesFolder, "im.mysql.password"),
                            "IM_ARTEMIS_USER",
                            "im",
                            "IM_ARTEMIS_PASSWORD",
                            secret(storesFolder, "im.artemis.password")));
            Tidings started = new Tidings(options, stores, nodes, links);
            started.awaitAnswers();
            return started;
        } catch (RuntimeException | IOException e) {
            close(links);
            stores.close();
            throw e;
        }
    }

    private static int storePort(Options options, Store store) {
        return store.port(options.port() + STORES);
    }

    private static List<String> nodeOptions(Options options, Path folder, Map<String, String> settings) {
        List<String> all = new ArrayList<>(List.of(
                "--http-port",
                Integer.toString(options.port()),
                "--admin-port",
                Integer.toString(options.port() + ADMIN),
                "--java-option",
                "-Dtidings.crash-points=" + folder.resolve("crash-points"),
                // They are started again and again: half the processor time of a start is worth more than speed later.
                "--java-option",
                "-XX:TieredStopAtLevel=1"));
        for (Store store : Store.values()) {
            all.addAll(List.of("--set", store.setting(store.port(options.port() + STORE_LINKS))));
        }
        settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
        if (options.nodes() > 1) {
            all.addAll(List.of("--nodes", Integer.toString(options.nodes()), "--balancer", "none"));
        } else if (options.micro()) {
            all.add("--micro");
        }
        return all;
    }

    // ---- where it is

    /** The application nodes. */
    List<Part> parts() {
        if (options.nodes() == 1) {
            return List.of(nodes.part(options.micro() ? "micro" : "payara", options.port()));
        }
        return IntStream.rangeClosed(1, options.nodes())
                .mapToObj(number -> nodes.part("node" + number, options.port() + FIRST_NODE + number - 1))
                .toList();
    }

    Part part(Store store) {
        return stores.part(store.label(), storePort(options, store));
    }

    /** The way from the nodes to a store. */
    Link link(Store store) {
        return Optional.ofNullable(links.get(store)).orElseThrow();
    }

    /** The first of ten ports that are free for clients' links. */
    static int clientLinkPort(Options options) {
        return options.port() + CLIENT_LINKS;
    }

    /** The port of the business server. */
    static int businessPort(Options options) {
        return options.port() + BUSINESS;
    }

    /** Where a node takes sockets, past all links. */
    static URI socketUrl(Part node) {
        return URI.create("ws://127.0.0.1:" + node.port() + "/im/ws");
    }

    /**
     * The REST API of the first node that answers, with an administrator's token.
     *
     * @throws LostException if none answers
     */
    RestClient admin() {
        LostException lost = null;
        for (Part node : parts()) {
            try {
                return admin(node);
            } catch (LostException e) {
                lost = e;
            }
        }
        throw Optional.ofNullable(lost).orElseThrow();
    }

    RestClient admin(Part node) {
        RestClient open = new RestClient(URI.create("http://127.0.0.1:" + node.port() + "/im"));
        return open.withToken(open.adminToken(secret(nodes.data(), "im.auth.admin-secret"), "imAdmin"));
    }

    private static String secret(Path folder, String key) {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("secrets.properties"))) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.ofNullable(secrets.getProperty(key)).orElseThrow();
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + storePort(options, Store.MARIADB)
                        + "/im?useSSL=false&allowPublicKeyRetrieval=true",
                "im",
                secret(stores.data(), "im.mysql.password"));
    }

    String brokerUrl() {
        return "tcp://127.0.0.1:" + storePort(options, Store.ARTEMIS);
    }

    String brokerPassword() {
        return secret(stores.data(), "im.artemis.password");
    }

    // ---- waiting

    /** Returns when every node gives tokens, for which it needs MySQL and Redis. */
    void awaitAnswers() {
        parts().forEach(this::awaitAnswers);
    }

    void awaitAnswers(Part node) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(node, until)) {
            pause(POLL_MILLIS);
        }
    }

    /**
     * Returns when the node answers, or has halted again while it was starting: what is left in the queue may bring it to the
     * next crash point before it is ready.
     */
    void awaitAnswersOrHalt(Part node) {
        node.awaitListening();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (node.process().isPresent() && !answers(node, until)) {
            pause(POLL_MILLIS);
        }
    }

    private boolean answers(Part node, long until) {
        try {
            admin(node);
            return true;
        } catch (LostException | RefusedException e) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(node + " does not answer, see " + nodes.data() + ".log", e);
            }
            return false;
        }
    }

    /**
     * Returns when every node knows all the others: one that was frozen and the rest have given each other up for some seconds, and
     * what is taken back on one side of such a split reaches the other when it has healed. One that is alone is not waited for:
     * in a sweep it may have halted again.
     */
    void awaitCompany() {
        if (parts().size() == 1) {
            return;
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Part node : parts()) {
            while (!knowsAll(node)) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(node + " does not know all others, see " + nodes.data() + ".log");
                }
                pause(POLL_MILLIS);
            }
        }
    }

    private boolean knowsAll(Part node) {
        try {
            return admin(node)
                            .post("/node/status", RestClient.object())
                            .orThrow()
                            .path("members")
                            .size()
                    == parts().size();
        } catch (LostException | RefusedException e) {
            return false;
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

    // ---- faults that are not a process's

    /** What the application server's next start does at its crash points; each a line for {@code CrashPoint}. */
    void arm(List<String> crashPoints) {
        try {
            Files.write(nodes.data().resolve("crash-points"), crashPoints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When it answers: acks go on without it, so one that was killed by the fault before may still be reading its files. */
    void flushRedis() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        String answer = flushAll();
        while (answer.equals("-LOAD") && System.nanoTime() < until) {
            pause(POLL_MILLIS);
            answer = flushAll();
        }
        if (!answer.equals("+OK\r\n")) {
            throw new IllegalStateException("Redis answered FLUSHALL with " + answer);
        }
    }

    /** The first five characters of what Redis says to it. */
    private String flushAll() {
        try (Socket redis = new Socket(InetAddress.getLoopbackAddress(), storePort(options, Store.REDIS))) {
            redis.setSoTimeout(10_000);
            redis.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(redis.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps Redis' files as they are now. */
    void copyRedis() {
        try {
            Path copy = stores.data().resolve("redis-copy");
            deleteTree(copy);
            copyTree(stores.data().resolve("redis"), copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the files that were kept in the place of those of the stopped Redis. */
    void restoreRedis() {
        try {
            deleteTree(stores.data().resolve("redis"));
            copyTree(stores.data().resolve("redis-copy"), stores.data().resolve("redis"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the end

    /** Stops everything that was started here. The data stays. */
    @Override
    public void close() throws IOException {
        nodes.close();
        close(links);
        stores.close();
    }

    private static void close(Map<Store, Link> links) throws IOException {
        for (Link link : links.values()) {
            link.close();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(from)) {
            all = found.toList();
        }
        for (Path each : all) {
            try {
                Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                LOG.log(System.Logger.Level.DEBUG, "Redis has renamed or removed a file meanwhile, as it may", e);
            }
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
