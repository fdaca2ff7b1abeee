package dev.tidings.faults;

import dev.tidings.checker.Checker;
import dev.tidings.checker.History;
import dev.tidings.checker.HistoryWriter;
import dev.tidings.checker.Report;
import dev.tidings.client.JsonLinesHistory;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One run: an installation, a crowd that writes all the time, fault after fault, and the checker's verdict. */
final class Campaign {
    private static final Duration QUIET_PATIENCE = Duration.ofMinutes(6);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    /** What is pushed late is still to come when every device thinks that it has everything. */
    private static final Duration SETTLING = Duration.ofSeconds(6);

    private static final int LINKS = 2;
    /** Batches that are in a queue because somebody works on them just now. */
    private static final int UNDER_WAY = 16;

    /** What came of a run. */
    record Outcome(Report report, int faults, long acked, long failed, Path folder) {
        boolean holds() {
            return report.holds() && failed == 0;
        }
    }

    private final Options options;
    private final PrintStream out;
    private final Random random;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);

    Campaign(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.random = new Random(options.seed());
    }

    /** Faults drawn by the seed, until there were enough of them and of messages, or for as long as was asked. */
    Outcome faults() throws IOException, SQLException, JMSException {
        return run(List.of(), (scene, strikes) -> {
            long until = System.nanoTime() + options.atLeast().toNanos();
            List<Fault> deck = new ArrayList<>();
            for (int count = 0;
                    count < options.faults() || scene.crowd().acked() < options.messages() || System.nanoTime() < until;
                    count++) {
                if (deck.isEmpty()) {
                    deck.addAll(options.kinds());
                    Collections.shuffle(deck, random);
                }
                Fault fault = deck.remove(deck.size() - 1);
                struck.merge(fault, 1, Integer::sum);
                strikes.strike(fault.name(), () -> fault.strike(scene));
                Tidings.pause(500 + random.nextInt(2_500));
            }
        });
    }

    /** Every crash point once: the process halts there under load, and is started again with the next one armed. */
    Outcome sweep() throws IOException, SQLException, JMSException {
        List<CrashStep> steps = options.crashSteps();
        return run(steps.get(0).lines(random), (scene, strikes) -> {
            for (int i = 0; i < steps.size(); i++) {
                CrashStep step = steps.get(i);
                List<String> next = i + 1 < steps.size() ? steps.get(i + 1).lines(random) : List.of();
                strikes.strike("halt at " + step.point(), () -> {
                    halted(scene, step);
                    scene.tidings().arm(next);
                    scene.awaitApp();
                });
            }
        });
    }

    /** Returns when the process that runs now is gone: nobody but the crash point ends it. */
    private void halted(Fault.Scene scene, CrashStep step) {
        long until = System.nanoTime() + options.haltPatience().toNanos();
        while (scene.tidings().process(Tidings.Part.APP).isPresent()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the load never came to " + step.point());
            }
            Tidings.pause(20);
        }
    }

    private interface Script {
        void play(Fault.Scene scene, Strikes strikes);
    }

    private interface Strikes {
        void strike(String name, Runnable work);
    }

    private Outcome run(List<String> crashPoints, Script script) throws IOException, SQLException, JMSException {
        Path folder = Files.createDirectories(options.folder());
        Path seen = folder.resolve("devices.jsonl");
        Path done = folder.resolve("faults.jsonl");
        Path found = folder.resolve("final.jsonl");
        long[] counts = new long[3];
        say("seed " + options.seed() + ", folder " + folder);
        try (Tidings tidings = Tidings.start(
                options.launcher(), folder.resolve("tidings"), options.port(), options.micro(), crashPoints)) {
            List<Link> links = new ArrayList<>();
            List<URI> urls = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                Link link = new Link(tidings.linkPort() + i, tidings.httpPort());
                links.add(link);
                urls.add(URI.create("ws://127.0.0.1:" + link.port() + "/im/ws"));
            }
            List<String> users;
            try (JsonLinesHistory history = new JsonLinesHistory(seen);
                    HistoryWriter notes = new HistoryWriter(done, "faults");
                    Crowd crowd = new Crowd(
                            tidings.admin(),
                            urls,
                            options.users(),
                            options.perSecond(),
                            options.seed(),
                            history,
                            notes)) {
                users = crowd.users();
                crowd.start();
                Tidings.pause(WARM_UP.toMillis());
                crowd.silence();
                script.play(new Fault.Scene(tidings, crowd, links, random), (name, work) -> {
                    counts[0]++;
                    strike(counts[0], name, work, crowd, notes);
                });
                tidings.awaitAnswers();
                awaitWorkedOff(new Queues(tidings), UNDER_WAY);
                notes.event("HEALED").end();
                Tidings.pause(2_000);
                crowd.stopWriting();
                awaitQuiet(crowd);
                awaitWorkedOff(new Queues(tidings), 0);
                counts[1] = crowd.acked();
                counts[2] = crowd.failed();
            }
            say("reading what is there");
            try (HistoryWriter notes = new HistoryWriter(found, "final")) {
                new FinalState(tidings, notes).read(users);
            }
            for (Link link : links) {
                link.close();
            }
        }
        say("judging");
        Report report = new Checker(options.convergeWithin()).check(History.of(List.of(seen, done, found)));
        return new Outcome(report, (int) counts[0], counts[1], counts[2], folder);
    }

    private void strike(long number, String name, Runnable work, Crowd crowd, HistoryWriter notes) {
        notes.event("FAULT").with("detail", name).end();
        long began = System.nanoTime();
        long before = crowd.acked();
        work.run();
        long millis = (System.nanoTime() - began) / 1_000_000;
        awaitAnAck(crowd);
        say(String.format(
                "%3d %-24s %5d ms, longest time without an ack %5d ms, %d acked meanwhile, %d in all",
                number, name, millis, crowd.silence().toMillis(), crowd.acked() - before, crowd.acked()));
    }

    /** The next fault comes when the one before is over for those who write. */
    private static void awaitAnAck(Crowd crowd) {
        crowd.mark();
        long until = System.nanoTime() + QUIET_PATIENCE.toNanos();
        while (crowd.ackedSinceMark() == 0) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("nobody is answered any more: " + crowd.busy());
            }
            Tidings.pause(20);
        }
    }

    /** Returns when what had piled up during the faults is worked off. */
    private void awaitWorkedOff(Queues queues, int underWay) throws JMSException {
        long began = System.nanoTime();
        while (!queues.areWorkedOff(underWay)) {
            if (System.nanoTime() - began > QUIET_PATIENCE.toNanos()) {
                throw new IllegalStateException("the queues are not worked off: " + queues.depths());
            }
            Tidings.pause(100);
        }
        say("the queues are worked off after " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    private static void awaitQuiet(Crowd crowd) {
        long until = System.nanoTime() + QUIET_PATIENCE.toNanos();
        while (!crowd.isQuiet()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("it does not become quiet: " + crowd.busy());
            }
            Tidings.pause(100);
        }
        Tidings.pause(SETTLING.toMillis());
    }

    /** How often each kind struck, for the report. */
    Map<Fault, Integer> struck() {
        return Map.copyOf(struck);
    }

    private void say(String what) {
        out.println(what);
        out.flush();
    }
}
