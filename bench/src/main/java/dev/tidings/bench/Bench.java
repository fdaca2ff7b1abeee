package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The program, and the measuring that {@link Compare} uses as well. */
public final class Bench {
    private static final int TEXT_BYTES = 200;
    private static final double SETTLE_AT_MOST_SECONDS = 60;

    private final Options options;
    private final Conditions conditions;
    private final Report report;

    private Bench(Options options, Conditions conditions, Report report) {
        this.options = options;
        this.conditions = conditions;
        this.report = report;
    }

    public static void main(String... arguments) throws Exception {
        Options options = Options.parse(arguments);
        if (options.help()) {
            System.out.println(Options.USAGE);
            return;
        }
        System.out.println(
                run(options, "bench/run " + String.join(" ", arguments)).table());
    }

    /**
     * Measures everything the options ask for and writes the results.
     *
     * @param command line with which it can be done again, for the record
     */
    static Report run(Options options, String command) throws IOException, InterruptedException {
        Files.createDirectories(options.out());
        Files.createDirectories(options.work());
        // Before the driver is held on its core, as that is then all it sees of the machine.
        Machine machine = Machine.here(options.work());
        Pinning pinning = options.isPinned() ? Pinning.oneCoreEach() : Pinning.NONE;
        pinning.pinDriver();
        Conditions conditions = new Conditions(options.durability(), pinning);
        Report report = new Report(new Report.Frame(command, machine, conditions, options, TEXT_BYTES));
        new Bench(options, conditions, report).measureAll();
        return report;
    }

    private void measureAll() throws IOException, InterruptedException {
        for (int round = 1; round <= options.rounds(); round++) {
            List<Entrant> order = new ArrayList<>(options.entrants());
            // A B B A: what changes with time on this machine meets both alike.
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Entrant entrant : order) {
                String missing = Servers.missing(entrant);
                if (missing != null) {
                    say(entrant.label() + " is " + missing);
                    continue;
                }
                try (Server server = Servers.of(entrant, options, conditions)) {
                    measure(entrant.label(), server, round);
                }
                report.write();
            }
        }
    }

    private void measure(String label, Server server, int round) throws IOException, InterruptedException {
        say(label + ", round " + round + ": starting");
        server.start();
        describe(label, server, round);
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
                Step step = step(label, server, population, loop, round, rate, acked);
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

    /** Before any load, as asking a JVM takes a little of its time. */
    private void describe(String label, Server server, int round) throws IOException, InterruptedException {
        Map<String, Part> parts = Part.of(server.processes());
        if (conditions.pinning().isOn()) {
            String core = Integer.toString(conditions.pinning().serverCore());
            parts.forEach((name, part) -> {
                if (!part.cores().equals(core)) {
                    throw new IllegalStateException(
                            name + " may use the cores " + part.cores() + " and not only " + core);
                }
            });
        }
        report.add(new Report.Run(label, round, server.versions(), server.ackProves(), parts));
    }

    private Step step(
            String label, Server server, Population population, OpenLoop loop, int round, double rate, long ackedBefore)
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
                label,
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
