package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program. */
public final class Bench {
    private static final int TEXT_BYTES = 200;
    private static final double SETTLE_AT_MOST_SECONDS = 60;

    private final Options options;
    private final Report report;

    private Bench(Options options) {
        this.options = options;
        this.report = new Report(options);
    }

    public static void main(String... arguments) throws Exception {
        Options options = Options.parse(arguments);
        if (options.help()) {
            System.out.println(Options.USAGE);
            return;
        }
        new Bench(options).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        List<String> order = new ArrayList<>();
        for (int round = 0; round < options.rounds(); round++) {
            List<String> servers = new ArrayList<>(options.servers());
            if (round % 2 == 1) {
                java.util.Collections.reverse(servers);
            }
            order.addAll(servers);
        }
        int done = 0;
        for (String name : order) {
            int round = done++ / options.servers().size() + 1;
            String missing = Servers.missing(name);
            if (missing != null) {
                say(name + " is " + missing);
                continue;
            }
            try (Server server = Servers.named(name, options)) {
                measure(server, round);
            }
            report.write();
        }
        System.out.println(report.table());
    }

    private void measure(Server server, int round) throws InterruptedException {
        say(server.name() + ", round " + round + ": starting");
        server.start();
        try (Population population = Population.connect(server, "u" + round + "x", options.users())) {
            OpenLoop loop = new OpenLoop(population, new Texts(TEXT_BYTES), options.seed() + round);
            long acked = 0;
            if (options.warmUpSeconds() > 0) {
                say("warming up");
                Ledger ledger = loop.run(options.warmUpRate(), options.warmUpSeconds());
                OpenLoop.settle(ledger, SETTLE_AT_MOST_SECONDS);
                acked += ledger.verdict().accepted();
            }
            for (double rate : options.rates()) {
                Step step = step(server, population, loop, round, rate, acked);
                acked += step.verdict().accepted();
                report.add(step);
                say(Report.line(step));
                if (!step.isSustained() && options.stopsWhenOverloaded()) {
                    break;
                }
            }
            if (population.lostConnections() > 0) {
                say(population.lostConnections() + " connections were lost");
            }
        }
    }

    private Step step(Server server, Population population, OpenLoop loop, int round, double rate, long ackedBefore)
            throws InterruptedException {
        Usage before = Usage.of(server.processes());
        Usage driver = Usage.of(Map.of("driver", List.of(ProcessHandle.current().pid())));
        Ledger ledger = loop.run(rate, options.seconds());
        double settle = OpenLoop.settle(ledger, SETTLE_AT_MOST_SECONDS);
        // Late copies would be found within this time, and background work that belongs to the messages is counted.
        Thread.sleep(1000);
        Usage used = Usage.of(server.processes()).since(before);
        long driverCpu = Usage.of(
                        Map.of("driver", List.of(ProcessHandle.current().pid())))
                .since(driver)
                .cpu();
        Ledger.Verdict verdict = ledger.verdict();
        return new Step(
                server.name(),
                round,
                rate,
                options.seconds(),
                verdict,
                settle,
                used.cpuMillis(),
                driverCpu,
                used.residentKb(),
                used.writtenBytes(),
                missing(server, population, ackedBefore + verdict.accepted()));
    }

    /** Every message is in two mailboxes. */
    private static long missing(Server server, Population population, long acked) {
        Map<String, Long> stored = server.stored(population.users());
        return stored.isEmpty()
                ? -1
                : 2 * acked
                        - stored.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
