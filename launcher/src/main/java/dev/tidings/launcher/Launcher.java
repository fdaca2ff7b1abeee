package dev.tidings.launcher;

import static java.util.stream.Collectors.joining;

import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.EmbeddedStores;
import dev.tidings.stores.StoreException;
import dev.tidings.stores.StoreKind;
import dev.tidings.stores.StoreProcess;
import dev.tidings.stores.StoreSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts everything, watches over it, and stops everything when it is told to end. */
public final class Launcher {
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);
    private static final int FAILED = 1;

    private final Options options;
    private final Progress progress;
    private final CountDownLatch endWanted = new CountDownLatch(1);
    private volatile @Nullable EmbeddedStores stores;
    private volatile @Nullable AppServer server;

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
            EmbeddedStores embedded = stores(installation, data, secrets, configuration);
            stores = embedded;
            found.putAll(embedded.config());
            CompletableFuture<Void> storesUp = CompletableFuture.runAsync(() -> startStores(embedded));
            if (!options.storesOnly()) {
                AppServer chosen = options.micro()
                        ? new PayaraMicro(installation, data, options, progress)
                        : new PayaraServer(installation, data, options, secrets, progress);
                server = chosen;
                chosen.start(configuration.variables(found), storesUp);
            }
            Readiness.join(storesUp);
            announce(data, secrets, found);
            watch(configuration.variables(found));
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
                installation.binaries()));
    }

    private void startStores(EmbeddedStores embedded) {
        if (!embedded.all().isEmpty()) {
            progress.say("Starting "
                    + embedded.all().stream().map(store -> store.kind().label()).collect(joining(", "))
                    + " ...");
        }
        embedded.start((store, how) -> progress.say(
                switch (how) {
                    case NEW -> store.kind().label() + " answers on port " + store.port() + ".";
                    case TAKEN_OVER -> store.kind().label() + " still ran from an earlier start and is taken over.";
                    case RUNNING -> store.kind().label() + " runs.";
                }));
    }

    private void announce(DataFolder data, Secrets secrets, Map<String, String> found) {
        progress.say("Tidings is ready.");
        StringBuilder text = new StringBuilder("\n");
        if (options.storesOnly()) {
            found.forEach((key, value) -> {
                if (key.endsWith(".url")) {
                    line(text, key, value);
                }
            });
        } else {
            String host = options.bind().equals("0.0.0.0") ? "localhost" : options.bind();
            String base = host + ":" + options.httpPort() + "/im";
            line(text, "Demo page", "http://" + base + "/");
            line(text, "REST", "http://" + base);
            line(text, "WebSocket", "ws://" + base + "/ws");
            if (!options.micro()) {
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

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-14s %s%n", name, value));
    }

    /** Starts again what has died; what somebody stopped in good order stays stopped until its start file appears. */
    private void watch(Map<String, String> variables) {
        Watch watch = new Watch(options.data().resolve("run"), progress);
        EmbeddedStores watched = Objects.requireNonNull(stores);
        try {
            while (!endWanted.await(500, TimeUnit.MILLISECONDS)) {
                for (StoreProcess store : watched.all()) {
                    watch.look(
                            store.kind().label(),
                            store.kind().folder(),
                            store.isAlive(),
                            store::exitCode,
                            store::start);
                }
                AppServer appServer = server;
                if (appServer != null) {
                    Optional<ChildProcess> process = appServer.process();
                    watch.look(
                            appServer.label(),
                            "payara",
                            process.filter(ChildProcess::isAlive).isPresent(),
                            () -> process.map(ChildProcess::exitCode).orElse(OptionalInt.empty()),
                            () -> appServer.start(variables, CompletableFuture.completedFuture(null)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In the order in which they need each other: the application server first, then the stores side by side. */
    private void stopEverything() {
        endWanted.countDown();
        progress.print("");
        AppServer appServer = server;
        if (appServer != null) {
            appServer.process().filter(ChildProcess::isAlive).ifPresent(process -> {
                progress.say("Stopping " + appServer.label() + " ...");
                process.end(END_PATIENCE);
            });
        }
        EmbeddedStores embedded = stores;
        if (embedded != null && embedded.all().stream().anyMatch(StoreProcess::isAlive)) {
            progress.say("Stopping the stores ...");
            embedded.close();
        }
        progress.say("Everything is stopped; the data stays in " + options.data() + ".");
    }
}
