package dev.tidings.stores;

import dev.tidings.stores.StoreSettings.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Several stores that are started and ended together, each in a process of its own.
 *
 * <p>In a test: {@code try (EmbeddedStores stores = EmbeddedStores.inTemporaryFolder(Set.of(REDIS, MARIADB))) { ... }}
 */
public final class EmbeddedStores implements AutoCloseable {
    private static final String TEST_HEAP = "256m";

    private final Map<StoreKind, StoreProcess> processes;
    private final Path folder;
    private final boolean temporary;

    private EmbeddedStores(StoreSettings settings, boolean temporary) {
        this.folder = settings.folder();
        this.temporary = temporary;
        Map<StoreKind, StoreProcess> all = new EnumMap<>(StoreKind.class);
        settings.ports()
                .forEach((kind, port) -> all.put(
                        kind,
                        new StoreProcess(
                                program(settings, kind, port), folder.resolve("run"), folder.resolve("logs"))));
        this.processes = Collections.unmodifiableMap(all);
    }

    private static StoreProgram program(StoreSettings settings, StoreKind kind, int port) {
        Path data = settings.folder().resolve(kind.folder());
        return switch (kind) {
            case REDIS -> new RedisProgram(settings.binaries(), data, port);
            case MARIADB ->
                new MariaDbProgram(settings.binaries(), data, port, settings.mysqlPassword(), settings.durability());
            case MONGODB ->
                new MongoProgram(
                        settings.mongoJvm().classPath(), settings.mongoJvm().heap(), data, port);
            case ARTEMIS ->
                new ArtemisProgram(
                        settings.artemisJvm().classPath(),
                        settings.artemisJvm().heap(),
                        data,
                        port,
                        settings.artemisPassword(),
                        settings.durability());
        };
    }

    /** The stores in a folder that stays; nothing is started yet. */
    public static EmbeddedStores in(StoreSettings settings) throws IOException {
        Files.createDirectories(settings.folder().resolve("run"));
        Files.createDirectories(settings.folder().resolve("logs"));
        return new EmbeddedStores(settings, false);
    }

    /**
     * Empty stores that run until {@link #close}, on ports nobody uses, in a new folder under {@code target/} that is
     * deleted with them. What an earlier run left behind because it was killed is ended first.
     *
     * <p>The JVMs of MongoDB and Artemis get the class path of this one, unless the system properties
     * {@code tidings.stores.mongodb.class-path} and {@code tidings.stores.artemis.class-path} name others.
     */
    public static EmbeddedStores inTemporaryFolder(Set<StoreKind> kinds) {
        try {
            Path parent = temporaryParent();
            sweep(parent);
            Path folder =
                    Files.createTempDirectory(parent, ProcessHandle.current().pid() + "-");
            Map<StoreKind, Integer> ports = new EnumMap<>(StoreKind.class);
            for (StoreKind kind : kinds) {
                ports.put(kind, Wire.freePort(ports::containsValue));
            }
            StoreSettings settings = new StoreSettings(
                    folder,
                    ports,
                    randomSecret(),
                    randomSecret(),
                    new ChildJvm(testClassPath(StoreKind.MONGODB), TEST_HEAP),
                    new ChildJvm(testClassPath(StoreKind.ARTEMIS), TEST_HEAP),
                    Binaries.ofUser());
            Files.createDirectories(folder.resolve("run"));
            Files.createDirectories(folder.resolve("logs"));
            EmbeddedStores stores = new EmbeddedStores(settings, true);
            stores.start();
            return stores;
        } catch (IOException e) {
            throw new StoreException("The stores' temporary folder could not be made: " + e.getMessage(), e);
        }
    }

    private static Path temporaryParent() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path base = Files.isDirectory(target) ? target : Binaries.ofUser().cache();
        return Files.createDirectories(base.resolve("stores"));
    }

    /** Ends what runs have left behind whose own process is gone. Each folder's name begins with its process's id. */
    private static void sweep(Path parent) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(parent)) {
            folders = all.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            String name = String.valueOf(folder.getFileName());
            long owner = Long.parseLong(name.substring(0, name.indexOf('-')));
            if (ProcessHandle.of(owner).isEmpty()) {
                for (StoreKind kind : StoreKind.values()) {
                    PidFile pidFile = new PidFile(folder.resolve("run").resolve(kind.folder() + ".pid"));
                    pidFile.leftover(List.of())
                            .ifPresent(leftover ->
                                    ChildProcess.adopt(leftover.process()).kill9());
                }
                Binaries.deleteTree(folder);
            }
        }
    }

    private static String testClassPath(StoreKind kind) {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return System.getProperty("tidings.stores." + kind.folder() + ".class-path", own);
    }

    /** 32 random bytes as 64 hexadecimal digits. */
    private static String randomSecret() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Starts or takes over all, side by side. On failure those that were newly started are ended again. */
    public void start() {
        start(StoreProcess::start, (store, how) -> {});
    }

    /**
     * As {@link #start()}.
     *
     * @param starting starts one store, and may try more than once
     * @param onReady told of each store as soon as it answers, from several threads
     * @throws StoreException the first store's failure; the others' are attached to it
     */
    public void start(
            Function<StoreProcess, StoreProcess.Started> starting,
            BiConsumer<StoreProcess, StoreProcess.Started> onReady) {
        if (processes.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(processes.size());
        List<StoreProcess> fresh = Collections.synchronizedList(new ArrayList<>());
        try {
            List<CompletableFuture<Void>> starts = processes.values().stream()
                    .map(store -> CompletableFuture.runAsync(
                            () -> {
                                StoreProcess.Started how = starting.apply(store);
                                if (how == StoreProcess.Started.NEW) {
                                    fresh.add(store);
                                }
                                onReady.accept(store, how);
                            },
                            threads))
                    .toList();
            awaitAll(starts);
        } catch (RuntimeException e) {
            fresh.forEach(StoreProcess::stop);
            throw e;
        } finally {
            threads.shutdown();
        }
    }

    private static void awaitAll(List<CompletableFuture<Void>> all) {
        RuntimeException failure = null;
        for (CompletableFuture<Void> one : all) {
            try {
                one.join();
            } catch (CompletionException e) {
                RuntimeException cause = e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The process of a store that is among these. */
    public StoreProcess get(StoreKind kind) {
        return Optional.ofNullable(processes.get(kind))
                .orElseThrow(() -> new IllegalArgumentException(kind + " is not among " + processes.keySet()));
    }

    /** All of them, in the order of {@link StoreKind}. */
    public List<StoreProcess> all() {
        return List.copyOf(processes.values());
    }

    /** The address a driver connects to: {@code redis://}, {@code jdbc:mysql://}, {@code mongodb://} or {@code tcp://}. */
    public String url(StoreKind kind) {
        return Optional.ofNullable(get(kind).config().get(kind.urlKey())).orElseThrow();
    }

    /** Every configuration key by which Tidings finds these stores, with user names and passwords. */
    public Map<String, String> config() {
        Map<String, String> config = new TreeMap<>();
        all().forEach(store -> config.putAll(store.config()));
        return config;
    }

    /** Where they keep their data and logs. */
    public Path folder() {
        return folder;
    }

    /** Ends all, side by side, for good. What was in a temporary folder is deleted; anything else stays for the next start. */
    @Override
    public void close() {
        processes.values().forEach(StoreProcess::refuseStarts);
        if (!processes.isEmpty()) {
            ExecutorService threads = Executors.newFixedThreadPool(processes.size());
            try {
                awaitAll(processes.values().stream()
                        .map(store -> CompletableFuture.runAsync(temporary ? store::kill9 : store::stop, threads))
                        .toList());
            } finally {
                threads.shutdown();
            }
        }
        if (temporary) {
            try {
                Binaries.deleteTree(folder);
            } catch (IOException e) {
                throw new StoreException("The temporary folder " + folder + " could not be deleted.", e);
            }
        }
    }
}
