package dev.tidings.bench.scenario;

import dev.tidings.bench.TidingsServer;
import dev.tidings.bench.Usage;
import dev.tidings.stores.Binaries;
import dev.tidings.stores.EmbeddedStores;
import dev.tidings.stores.StoreKind;
import dev.tidings.stores.StoreSettings;
import dev.tidings.stores.StoreSettings.ChildJvm;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * What each part of the server can do for messages alone, with the others stopped or at rest: the disk, the broker, Redis, the store of
 * mailboxes, the database and the sockets. The programs and their settings are the product's. Beside the benchmark's figures it tells
 * how far the whole is from what its parts could do.
 */
final class Parts implements Scenario {
    /** Messages in a group: one that comes alone, and what gathers at some hundred and at a thousand a second. */
    private static final List<Integer> GROUPS = List.of(1, 10, 40);

    /** So many times as long as what counts. */
    private static final int WARM_UPS = 3;

    private static final String HEAP = "512m";
    private static final String USER = "im";
    private static final String PASSWORD = "for-a-measurement";

    private final ScenarioOptions options;
    private final Clock clock;

    Parts(ScenarioOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /**
     * What one part did.
     *
     * @param work for one message
     * @param group messages in a group
     * @param groupsAtOnce groups under way at a time
     * @param perSecond messages
     * @param cpuMillis of the part's process for a message; 0 for the disk
     */
    record Figures(String part, String work, int group, int groupsAtOnce, double perSecond, double cpuMillis) {}

    @Override
    public Outcome run() throws Exception {
        List<Figures> figures = new ArrayList<>();
        Path folder = Files.createDirectories(options.work().resolve("parts"));
        try (PartLoad disk = new SyncLoad(folder)) {
            figures.addAll(measure(disk, List.of()));
        }
        try (EmbeddedStores stores = EmbeddedStores.in(settings(folder))) {
            stores.start();
            Traffic traffic = new Traffic(clock);
            try (PartLoad broker = new BrokerLoad(traffic, stores.url(StoreKind.ARTEMIS), USER, PASSWORD)) {
                figures.addAll(
                        measure(broker, List.of(stores.get(StoreKind.ARTEMIS).pid())));
            }
            try (PartLoad seqs = new SeqLoad(traffic, URI.create(stores.url(StoreKind.REDIS)))) {
                figures.addAll(measure(seqs, List.of(stores.get(StoreKind.REDIS).pid())));
            }
            try (PartLoad mailboxes = new MailboxLoad(traffic, stores.url(StoreKind.MONGODB))) {
                figures.addAll(
                        measure(mailboxes, List.of(stores.get(StoreKind.MONGODB).pid())));
            }
            try (PartLoad history = HistoryLoad.withTable(traffic, stores.url(StoreKind.MARIADB), USER, PASSWORD)) {
                figures.addAll(
                        measure(history, List.of(stores.get(StoreKind.MARIADB).pid())));
            }
        }
        try (TidingsServer server = options.server("parts-sockets")) {
            server.start();
            try (PartLoad sockets = new SocketLoad(server, clock)) {
                figures.addAll(measure(sockets, server.processes().getOrDefault(sockets.part(), List.of())));
            }
        }
        return new Outcome(table(figures), figures);
    }

    private StoreSettings settings(Path folder) {
        Map<StoreKind, Integer> ports = new EnumMap<>(StoreKind.class);
        for (StoreKind kind : StoreKind.values()) {
            ports.put(kind, options.port() + ports.size());
        }
        Path product = options.launcher().resolveSibling("");
        return new StoreSettings(
                folder.resolve("stores"),
                ports,
                PASSWORD,
                PASSWORD,
                new ChildJvm(product.resolve("mongo") + "/*", HEAP),
                new ChildJvm(product.resolve("broker") + "/*", HEAP),
                Binaries.ofUser());
    }

    private List<Figures> measure(PartLoad load, List<Long> processes) throws InterruptedException, ExecutionException {
        AtomicLong next = new AtomicLong();
        List<Figures> figures = new ArrayList<>();
        // Compiled it is by then what it is in a server that has run for minutes.
        run(load, GROUPS.get(1), next, WARM_UPS * options.partSeconds());
        for (int group : GROUPS) {
            run(load, group, next, options.partSeconds() / 4);
            long before = cpuMillis(processes);
            Work done = run(load, group, next, options.partSeconds());
            double cpu = cpuMillis(processes) - before;
            figures.add(new Figures(
                    load.part(), load.work(), group, load.groupsAtOnce(), done.perSecond(), cpu / done.messages()));
        }
        Scenarios.say(load.work());
        figures.forEach(it -> Scenarios.say("  groups of " + it.group() + ": " + MarkdownTable.number(it.perSecond(), 0)
                + " messages a second, " + MarkdownTable.number(it.cpuMillis(), 3) + " CPU-ms each"));
        return figures;
    }

    private static long cpuMillis(List<Long> processes) {
        return Usage.of(Map.of("", processes)).cpuMillis().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What threads did together; making the groups is not counted. */
    private record Work(long messages, double seconds, int threads) {
        double perSecond() {
            return messages / (seconds / threads);
        }
    }

    private static Work run(PartLoad load, int group, AtomicLong next, double seconds)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(load.groupsAtOnce());
        try {
            List<Future<Work>> running = new ArrayList<>();
            for (int i = 0; i < load.groupsAtOnce(); i++) {
                running.add(threads.submit(() -> runOne(load, group, next, seconds)));
            }
            long messages = 0;
            double busy = 0;
            for (Future<Work> each : running) {
                messages += each.get().messages();
                busy += each.get().seconds();
            }
            return new Work(messages, busy, load.groupsAtOnce());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Work runOne(PartLoad load, int group, AtomicLong next, double seconds) {
        long messages = 0;
        long busy = 0;
        while (busy < seconds * 1e9) {
            long first = next.getAndAdd(group);
            Runnable work =
                    load.group(LongStream.range(first, first + group).boxed().toList());
            long begin = System.nanoTime();
            work.run();
            busy += System.nanoTime() - begin;
            messages += group;
        }
        return new Work(messages, busy / 1e9, 1);
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table =
                new MarkdownTable("part", "for a message", "in groups of", "messages a second", "CPU-ms each");
        for (Figures each : figures) {
            table.row(
                    each.part(),
                    each.work(),
                    each.groupsAtOnce() == 1
                            ? Integer.toString(each.group())
                            : each.groupsAtOnce() + " × " + each.group(),
                    MarkdownTable.count(Math.round(each.perSecond())),
                    MarkdownTable.number(each.cpuMillis(), 3));
        }
        return table.toString();
    }
}
