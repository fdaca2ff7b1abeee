package dev.tidings.launcher;

import static java.util.stream.Collectors.joining;

import dev.tidings.stores.EmbeddedStores;
import dev.tidings.stores.StoreException;
import dev.tidings.stores.StoreKind;
import dev.tidings.stores.StoreProcess;
import dev.tidings.stores.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts everything, watches over it, and stops everything when it is told to end. */
public final class Launcher {
    private static final int FAILED = 1;
    private static final long LOOK_MS = 500;
    /** What the clients of a node that died are given to come to the others, before its start takes a processor. */
    private static final Duration START_PAUSE = Duration.ofSeconds(10);

    private final Options options;
    private final Progress progress;
    /** Completed when everything is to be stopped; with a failure, if that is why. */
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private final List<Part> servers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Balancer balancer;
    private volatile @Nullable EmbeddedStores stores;

    Launcher(Options options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Runs until SIGINT or SIGTERM. Exits with 1 and a sentence on standard error if something cannot be started. */
    public static void main(String[] arguments) {
        Progress progress = new Progress(System.out, Clock.systemUTC());
        try {
            Options options = Options.parse(arguments);
            if (options.help()) {
                progress.print(Options.USAGE);
                return;
            }
            new Launcher(options, progress).run();
        } catch (LaunchException | StoreException | IOException e) {
            System.err.println("Tidings: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private void run() throws IOException {
        try {
            startAndWatch();
        } catch (LaunchException | StoreException e) {
            // Whoever ends a start half-way knows why it did not succeed.
            if (!end.isDone()) {
                throw e;
            }
        }
    }

    private void startAndWatch() throws IOException {
        Installation installation = Installation.ofThisProgram();
        try (DataFolder data = DataFolder.open(options.data())) {
            Secrets secrets = Secrets.in(data.path(), new SecureRandom());
            Configuration configuration = new Configuration(options.settings(), System::getenv);
            Thread hook = new Thread(this::stopEverything, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            Map<String, String> found = new TreeMap<>(secrets.ofApplication());
            // A business server that is being tried out runs on this machine as well.
            found.put("im.hook.allowed-addresses", "127.0.0.0/8,::1");
            if (options.isPrivate()) {
                found.put("im.demo.enabled", "true");
            } else if (!options.storesOnly()) {
                progress.say("The demo page registers nobody, as others can reach the port; --set im.demo.enabled=true"
                        + " lets it.");
            }
            if (options.unsynced()) {
                progress.say(
                        "--unsynced: a power cut loses messages that were acked. For measurements and tests only.");
            }
            Leftovers.end(data.run(), progress);
            EmbeddedStores embedded = stores(installation, data, secrets, configuration);
            stores = embedded;
            found.putAll(embedded.config());
            CompletableFuture<Void> storesUp = CompletableFuture.runAsync(() -> startStores(embedded));
            Map<String, String> variables = configuration.variables(found);
            List<Node> nodes = List.of();
            if (options.nodes() > 0) {
                nodes = startCluster(installation, data, variables, storesUp);
            } else if (options.micro()) {
                startAlone(new PayaraMicro(
                        Node.alone(options), installation, data, options, variables, storesUp, progress));
            } else if (!options.storesOnly()) {
                startAlone(new PayaraServer(installation, data, options, secrets, variables, storesUp, progress));
            }
            Readiness.join(storesUp);
            announce(data, secrets, found, nodes);
            watch();
        }
    }

    private void startAlone(AppServer server) {
        servers.add(server);
        Start.of(server, progress);
    }

    private List<Node> startCluster(
            Installation installation, DataFolder data, Map<String, String> variables, CompletableFuture<?> storesUp) {
        Optional<Balancer.Program> program = Balancer.choose(options.balancer());
        if (program.isEmpty()) {
            progress.say("There is no balancer, so each node is reached at its own address"
                    + (options.balancer() == Balancer.Kind.NONE
                            ? "."
                            : ". To have one, install HAProxy (on Debian and Ubuntu: apt-get install haproxy)."));
        }
        List<Node> nodes = Node.cluster(options, program.isPresent());
        for (Node node : nodes) {
            servers.add(new PayaraMicro(node, installation, data, options, variables, storesUp, progress));
        }
        // The first makes the tables and is the cluster that the others join.
        Start.of(servers.get(0), progress);
        startSideBySide(servers.subList(1, servers.size()));
        program.ifPresent(found -> {
            Balancer before = Balancer.of(found, nodes, installation, data, options);
            balancer = before;
            Start.of(before, progress);
        });
        return nodes;
    }

    /** No more at once than there are processors: each start keeps one busy. */
    private void startSideBySide(List<Part> parts) {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Readiness.join(CompletableFuture.allOf(parts.stream()
                    .map(part -> CompletableFuture.runAsync(() -> Start.of(part, progress), threads))
                    .toArray(CompletableFuture[]::new)));
        } finally {
            threads.shutdown();
        }
    }

    private EmbeddedStores stores(
            Installation installation, DataFolder data, Secrets secrets, Configuration configuration)
            throws IOException {
        Set<StoreKind> missing = configuration.missingStores();
        Map<StoreKind, Integer> ports = new EnumMap<>(options.storePorts());
        ports.keySet().retainAll(missing);
        for (StoreKind kind : StoreKind.values()) {
            if (!missing.contains(kind)) {
                progress.say(kind.label() + " is not started: " + kind.urlKey() + " is set.");
            }
        }
        return EmbeddedStores.in(new StoreSettings(
                data.path(),
                ports,
                configuration.value(Secrets.MYSQL_PASSWORD).orElseGet(() -> secrets.get(Secrets.MYSQL_PASSWORD)),
                configuration.value(Secrets.ARTEMIS_PASSWORD).orElseGet(() -> secrets.get(Secrets.ARTEMIS_PASSWORD)),
                installation.mongo(),
                installation.broker(),
                installation.binaries(),
                options.durability()));
    }

    private void startStores(EmbeddedStores embedded) {
        if (!embedded.all().isEmpty()) {
            progress.say("Starting "
                    + embedded.all().stream().map(store -> store.kind().label()).collect(joining(", "))
                    + " ...");
        }
        embedded.start(
                store -> Start.of(store.kind().label(), store::start, progress),
                (store, how) -> progress.say(
                        switch (how) {
                            case NEW -> store.kind().label() + " answers on port " + store.port() + ".";
                            case TAKEN_OVER ->
                                store.kind().label() + " still ran from an earlier start and is taken over.";
                            case RUNNING -> store.kind().label() + " runs.";
                        }));
    }

    private void announce(DataFolder data, Secrets secrets, Map<String, String> found, List<Node> nodes) {
        progress.say("Tidings is ready.");
        StringBuilder text = new StringBuilder("\n");
        if (options.storesOnly()) {
            found.forEach((key, value) -> {
                if (key.endsWith(".url")) {
                    line(text, key, value);
                }
            });
        } else {
            if (nodes.isEmpty() || balancer != null) {
                addresses(text, options.bind(), options.httpPort());
            }
            for (Node node : nodes) {
                line(text, node.label(), "http://" + host(node.address()) + ":" + node.httpPort() + "/im/");
            }
            if (!options.micro() && nodes.isEmpty()) {
                line(
                        text,
                        "Payara",
                        "http://127.0.0.1:" + options.adminPort() + "/ (user " + PayaraServer.ADMIN_USER + ")");
            }
        }
        line(text, "Secrets", secrets.file().toString());
        line(text, "Data", data.path().toString());
        line(text, "Logs", data.logs().toString());
        progress.print(text + "\nCtrl-C stops everything.");
    }

    private static void addresses(StringBuilder text, String address, int port) {
        String base = host(address) + ":" + port + "/im";
        line(text, "Demo page", "http://" + base + "/");
        line(text, "REST", "http://" + base);
        line(text, "WebSocket", "ws://" + base + "/ws");
    }

    private static String host(String address) {
        return address.equals("0.0.0.0") ? "localhost" : address;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-14s %s%n", name, value));
    }

    /** Starts again what has died, each part by itself: one that takes its time keeps no other waiting. */
    private void watch() {
        Path run = options.data().resolve("run");
        List<Watch> nodes = servers.stream()
                .map(server -> new Watch(server, others(server), START_PAUSE, System::nanoTime, run, progress))
                .toList();
        List<Watch> others = Stream.concat(
                        Objects.requireNonNull(stores).all().stream().map(StorePart::new),
                        Optional.ofNullable(balancer).stream())
                .map(part -> new Watch(part, System::nanoTime, run, progress))
                .toList();
        nodes.forEach(node -> keepLooking(node::look));
        others.forEach(other -> keepLooking(other::look));
        if (nodes.size() > 1) {
            keepLooking(new RollingRestart(nodes, run, Balancer.NOTICE, progress)::look);
        }
        Readiness.join(end);
    }

    private List<Part> others(Part server) {
        return servers.stream().filter(it -> it != server).toList();
    }

    private interface Look {
        void look() throws InterruptedException;
    }

    private void keepLooking(Look look) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!end.isDone()) {
                            look.look();
                            Thread.sleep(LOOK_MS);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        end.completeExceptionally(e);
                    }
                },
                "watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** In the order in which they need each other: the balancer, the application servers, then the stores side by side. */
    private void stopEverything() {
        end.complete(null);
        progress.print("");
        Balancer before = balancer;
        if (before != null) {
            before.close();
        }
        if (servers.stream().anyMatch(Part::isAlive)) {
            progress.say("Stopping "
                    + servers.stream().filter(Part::isAlive).map(Part::label).collect(joining(", ")) + " ...");
        }
        // Also those that do not run: one may just be about to.
        CompletableFuture.allOf(servers.stream()
                        .map(server -> CompletableFuture.runAsync(server::close, Launcher::inThread))
                        .toArray(CompletableFuture[]::new))
                .join();
        EmbeddedStores embedded = stores;
        if (embedded != null) {
            if (embedded.all().stream().anyMatch(StoreProcess::isAlive)) {
                progress.say("Stopping the stores ...");
            }
            embedded.close();
        }
        progress.say("Everything is stopped; the data stays in " + options.data() + ".");
    }

    private static void inThread(Runnable task) {
        new Thread(task, "stop").start();
    }
}
