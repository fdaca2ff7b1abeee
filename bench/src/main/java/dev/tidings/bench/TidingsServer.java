package dev.tidings.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.tidings.client.Closed;
import dev.tidings.client.Compose;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PushMessages;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Tidings with its embedded stack, started by its own launcher in a folder of its own. */
public final class TidingsServer implements Server {
    private static final Platform[] PLATFORMS = {Platform.WEB, Platform.IOS};
    private static final String[] PARTS = {"payara", "artemis", "redis", "mongodb", "mariadb"};
    private static final List<String> STORES = List.of("redis", "mariadb", "mongodb", "artemis");
    private static final int REGISTERED_AT_ONCE = 500;
    private static final long START_SECONDS = 240;
    /** The content is JSON with the text as its only field, which so starts at a fixed place. */
    private static final int TEXT_AT = "{\"content\":\"".length();

    private static final int TEXT_HEAD = 24;

    private final Path launcher;
    private final Path data;
    private final int port;
    private final List<String> options;
    private final Conditions conditions;
    private final ImNetwork network;
    private final ExecutorService rest = Executors.newFixedThreadPool(8, runnable -> {
        Thread thread = new Thread(runnable, "rest");
        thread.setDaemon(true);
        return thread;
    });
    private Process process;
    private RestClient admin;

    /**
     * @param launcher the product's {@code tidings.jar}
     * @param data its folder, emptied at the start
     * @param port its first port; it takes ten
     * @param options further options of the launcher
     * @param networkThreads of the driver
     */
    public TidingsServer(Path launcher, Path data, int port, List<String> options, int networkThreads) {
        this(launcher, data, port, options, networkThreads, Conditions.USUAL);
    }

    /** As the other, under these conditions. */
    @SuppressWarnings("NullAway.Init") // Both are there from start() on.
    TidingsServer(Path launcher, Path data, int port, List<String> options, int networkThreads, Conditions conditions) {
        this.launcher = launcher;
        this.data = data;
        this.port = port;
        this.options = options;
        this.conditions = conditions;
        this.network = new ImNetwork(networkThreads, Clock.systemUTC());
    }

    @Override
    public String name() {
        return "Tidings";
    }

    @Override
    public Map<String, String> versions() throws IOException, InterruptedException {
        return Versions.ofTidings(launcher, processes());
    }

    @Override
    public String ackProves() {
        return switch (conditions.durability()) {
            case SYNCED -> "the broker has it in its journal, synced; no crash of any part loses it";
            case CACHED ->
                "the broker has given it to the operating system: no crash of a process loses it, a power cut may";
        };
    }

    @Override
    public void start() {
        startEmpty();
    }

    /**
     * Starts it with nothing in it.
     *
     * @return from the launcher's command until it said that it is ready
     */
    public Duration startEmpty() {
        try {
            Programs.deleteTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return startAgain();
    }

    /**
     * Starts it with what its folder has, once it is stopped.
     *
     * @return from the launcher's command until it said that it is ready
     */
    public Duration startAgain() {
        try {
            Path output = data.resolveSibling(data.getFileName() + ".log");
            Files.createDirectories(output.toAbsolutePath().getParent());
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-jar",
                    launcher.toString(),
                    "--data",
                    data.toString(),
                    "--http-port",
                    Integer.toString(port),
                    "--admin-port",
                    Integer.toString(port + 1)));
            for (int i = 0; i < STORES.size(); i++) {
                command.add("--store-port");
                command.add(STORES.get(i) + "=" + storePort(STORES.get(i)));
            }
            command.addAll(options);
            if (conditions.durability() == Durability.CACHED) {
                command.add("--unsynced");
            }
            long begin = System.nanoTime();
            process =
                    Programs.startServer(new ProcessBuilder(conditions.pinning().onServerCore(command))
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile()));
            awaitReady(output);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            RestClient open = new RestClient(URI.create("http://127.0.0.1:" + port + "/im"));
            admin = open.withToken(open.adminToken(secret("im.auth.admin-secret"), "imAdmin"));
            return took;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void awaitReady(Path output) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(output).contains("Tidings is ready.")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("Tidings did not start, see " + output);
            }
            Thread.sleep(100);
        }
    }

    private int storePort(String store) {
        return port + 3 + STORES.indexOf(store);
    }

    /** Its API with an administrator's token, from the start on. */
    public RestClient admin() {
        return admin;
    }

    /** Where devices connect. */
    public URI webSocket() {
        return URI.create("ws://127.0.0.1:" + port + "/im/ws");
    }

    /** Its store of mailboxes, as the server itself is told of it. */
    public String mongoUrl() {
        return "mongodb://127.0.0.1:" + storePort("mongodb") + "/im";
    }

    /** Its database, as JDBC takes it, for the user {@code im}. */
    public String mysqlUrl() {
        return "jdbc:mysql://127.0.0.1:" + storePort("mariadb") + "/im";
    }

    public String mysqlPassword() throws IOException {
        return secret("im.mysql.password");
    }

    private String secret(String key) throws IOException {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("secrets.properties"))) {
            secrets.load(reader);
        }
        return secrets.getProperty(key);
    }

    @Override
    public void register(List<String> users) {
        for (int from = 0; from < users.size(); from += REGISTERED_AT_ONCE) {
            admin.register(users.subList(from, Math.min(users.size(), from + REGISTERED_AT_ONCE)));
        }
    }

    @Override
    public CompletableFuture<Session> connect(String user, int device, Session.Receiver receiver) {
        return login(user, device)
                .thenCompose(login -> ImClient.connect(network, login, new Incoming(receiver))
                        .thenApply(client -> new ImSession(client, login)));
    }

    /** With a token for one device, 1 or 2, of a user who is known. */
    public CompletableFuture<Login> login(String user, int device) {
        Platform platform = PLATFORMS[device - 1];
        return CompletableFuture.supplyAsync(
                () -> Login.nativeApp(webSocket(), user, platform, admin.userToken(user, platform))
                        .withCompression(Compression.NONE),
                rest);
    }

    /** Gives the receiver what a message of a {@link Session} begins with; others are passed over. */
    public static void hand(MsgData message, Session.Receiver receiver) {
        ByteString content = message.getContent();
        if (content.size() > TEXT_AT) {
            receiver.received(content.substring(TEXT_AT, Math.min(content.size(), TEXT_AT + TEXT_HEAD))
                    .toString(StandardCharsets.ISO_8859_1));
        }
    }

    private record Incoming(Session.Receiver receiver) implements ImListener {
        @Override
        public void onPush(PushMessages messages) {
            for (PullMsgs each : messages.getMsgsMap().values()) {
                each.getMsgsList().forEach(message -> hand(message, receiver));
            }
        }

        @Override
        public void onClosed(Closed closed) {
            if (closed.code() != 3001) {
                receiver.lost(closed.code() + " " + closed.reason());
            }
        }
    }

    private static final class ImSession implements Session {
        private final ImClient client;
        private final Compose compose;

        ImSession(ImClient client, Login login) {
            this.client = client;
            this.compose = new Compose(login, Clock.systemUTC());
        }

        @Override
        public CompletableFuture<?> send(String to, String text) {
            return client.send(compose.text(to, text));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Override
    public Map<String, List<Long>> processes() {
        Map<String, List<Long>> processes = new LinkedHashMap<>();
        for (String part : PARTS) {
            processes.put(part, List.of(pid(part)));
        }
        return processes;
    }

    private long pid(String part) {
        Properties pid = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve("run").resolve(part + ".pid"))) {
            pid.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Long.parseLong(pid.getProperty("pid"));
    }

    /** The process of the application server, which must be running. */
    public long applicationServer() {
        return pid(PARTS[0]);
    }

    /** What the mailboxes hold, over the API that is everyone's. */
    @Override
    public Map<String, Long> stored(List<String> users) {
        Map<String, Long> stored = new LinkedHashMap<>();
        for (String user : users) {
            ObjectNode request = RestClient.object().put("userID", user);
            stored.put(
                    user,
                    admin.post("/mailbox/newest", request)
                            .orThrow()
                            .path("newest")
                            .asLong());
        }
        return stored;
    }

    @Override
    public void close() {
        network.close();
        rest.shutdownNow();
        stop();
    }

    /** Ends all its processes, as Ctrl-C does; what it has stored stays. */
    public void stop() {
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
