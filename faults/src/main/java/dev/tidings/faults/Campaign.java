package dev.tidings.faults;

import dev.tidings.checker.Checker;
import dev.tidings.checker.History;
import dev.tidings.checker.HistoryWriter;
import dev.tidings.checker.Report;
import dev.tidings.client.JsonLinesHistory;
import dev.tidings.client.RestClient;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One run: an installation, a crowd that writes all the time, fault after fault, and the checker's verdict. */
final class Campaign {
    private static final Duration QUIET_PATIENCE = Duration.ofMinutes(6);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    /** What is pushed late is still to come when every device thinks that it has everything. */
    private static final Duration SETTLING = Duration.ofSeconds(6);

    /** To the only node; of several each has one. */
    private static final int LINKS = 2;
    /** Looking at a long queue costs the broker something. */
    private static final long QUEUES_LOOK_MILLIS = 1_000;

    /** Batches that are in a queue because somebody works on them just now. */
    private static final int UNDER_WAY = 16;
    /** What is written when all faults are over: enough to see that it arrives in time. */
    private static final int CALM_PER_SECOND = 20;

    /** After one of so many faults a token is taken back. */
    private static final int TURN = 3;

    /** What came of a run; the circumstances are those of what is broken. */
    record Outcome(Report report, String circumstances, int faults, long acked, long failed, Path folder) {
        boolean holds() {
            return report.holds() && failed == 0;
        }
    }

    /** A run that was not judged yet. */
    private record Played(int faults, long acked, long failed) {}

    /** What one kind of fault did in a run. */
    private record Kind(int times, long millis, Waits.Longest waits) {
        Kind and(Kind other) {
            return new Kind(times + other.times, millis + other.millis, waits.and(other.waits));
        }
    }

    private final Options options;
    private final PrintStream out;
    private final Random random;
    private final Map<String, Kind> kinds = new TreeMap<>();

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
                strikes.strike(fault.name(), () -> {
                    fault.strike(scene);
                    awaitAnAck(scene.crowd());
                });
                Tidings.pause(1_000L * options.quietSeconds() + 100 + random.nextInt(900));
            }
        });
    }

    /** Every crash point once: the process halts there under load, and is started again with the next one armed. */
    Outcome sweep() throws IOException, SQLException, JMSException {
        List<CrashStep> steps = options.crashSteps();
        return run(steps.get(0).lines(random), (scene, strikes) -> {
            Part node = scene.tidings().parts().get(0);
            for (int i = 0; i < steps.size(); i++) {
                CrashStep step = steps.get(i);
                List<String> next = i + 1 < steps.size() ? steps.get(i + 1).lines(random) : List.of();
                strikes.strike("halt at " + step.point(), () -> {
                    awaitHalt(node, step);
                    scene.tidings().arm(next);
                    if (next.isEmpty()) {
                        scene.awaitNode(node);
                    } else {
                        scene.tidings().awaitAnswersOrHalt(node);
                    }
                });
            }
        });
    }

    /** Returns when the process that runs now is gone: nobody but the crash point ends it. */
    private void awaitHalt(Part node, CrashStep step) {
        long until = System.nanoTime() + options.haltPatience().toNanos();
        while (node.process().isPresent()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("the load never came to " + step.point());
            }
            Tidings.pause(20);
        }
    }

    private interface Script {
        void play(Scene scene, Strikes strikes);
    }

    private interface Strikes {
        void strike(String name, Runnable work);
    }

    private Outcome run(List<String> crashPoints, Script script) throws IOException, SQLException, JMSException {
        Path folder = Files.createDirectories(options.folder());
        Path seen = folder.resolve("devices.jsonl");
        Path done = folder.resolve("faults.jsonl");
        Path found = folder.resolve("final.jsonl");
        say("seed " + options.seed() + ", " + options.nodes() + " node(s), folder " + folder);
        Played played;
        try (HistoryWriter notes = new HistoryWriter(done, "faults");
                BusinessServer business = new BusinessServer(Tidings.businessPort(options), notes);
                Tidings tidings = Tidings.start(
                        options,
                        folder.resolve("tidings"),
                        BusinessServer.settings(Tidings.businessPort(options), Crowd.watched(options.users())),
                        crashPoints)) {
            try (JsonLinesHistory history = new JsonLinesHistory(seen)) {
                played = play(tidings, business, history, notes, script);
            }
            say("reading what is there");
            try (HistoryWriter rest = new HistoryWriter(found, "final")) {
                new FinalState(tidings, rest).read(Crowd.names(options.users()));
            }
        }
        say("judging");
        List<Path> histories = List.of(seen, done, found);
        Report report = new Checker(options.convergeWithin()).check(History.of(histories));
        return new Outcome(
                report, Circumstances.of(report, histories), played.faults(), played.acked(), played.failed(), folder);
    }

    private Played play(
            Tidings tidings, BusinessServer business, JsonLinesHistory history, HistoryWriter notes, Script script)
            throws IOException, JMSException {
        for (String user : Crowd.watched(options.users())) {
            notes.event("HOOKS")
                    .with("detail", "before after")
                    .with("conversation", user)
                    .end();
        }
        List<Link> links = clientLinks(tidings);
        List<URI> urls = links.stream()
                .map(it -> URI.create("ws://127.0.0.1:" + it.port() + "/im/ws"))
                .toList();
        List<RestClient> nodes = tidings.parts().stream().map(tidings::admin).toList();
        int[] count = {0};
        try (Crowd crowd = new Crowd(nodes, urls, options, history, notes);
                Visitors visitors = new Visitors(tidings::admin, crowd.network(), crowd.users(), urls, notes)) {
            crowd.start();
            visitors.turn();
            Tidings.pause(WARM_UP.toMillis());
            crowd.waits();
            Scene scene = new Scene(tidings, crowd, links, business, random, options.outageSeconds());
            script.play(scene, (name, work) -> {
                strike(++count[0], name, work, crowd, notes);
                if (count[0] % TURN == 0) {
                    tidings.awaitCompany();
                    visitors.turn();
                }
            });
            visitors.allLeave();
            tidings.awaitAnswers();
            crowd.slowDown(CALM_PER_SECOND);
            awaitWorkedOff(new Queues(tidings), UNDER_WAY);
            notes.event("HEALED").end();
            Tidings.pause(2_000);
            crowd.stopWriting();
            awaitQuiet(crowd);
            awaitWorkedOff(new Queues(tidings), 0);
            sayKinds(count[0]);
            say(crowd.revoked() + " messages taken back, " + crowd.refused() + " refused by the business server");
            return new Played(count[0], crowd.acked(), crowd.failed());
        } finally {
            for (Link link : links) {
                link.close();
            }
        }
    }

    private List<Link> clientLinks(Tidings tidings) throws IOException {
        List<Part> nodes = tidings.parts();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < Math.max(LINKS, nodes.size()); i++) {
            links.add(new Link(
                    Tidings.clientLinkPort(options) + i,
                    nodes.get(i % nodes.size()).port()));
        }
        return links;
    }

    private void strike(int number, String name, Runnable work, Crowd crowd, HistoryWriter notes) {
        notes.event("FAULT").with("detail", name).end();
        long began = System.nanoTime();
        long before = crowd.acked();
        work.run();
        long millis = (System.nanoTime() - began) / 1_000_000;
        Waits.Longest waits = crowd.waits();
        kinds.merge(name, new Kind(1, millis, waits), Kind::and);
        say(String.format(
                "%3d %-24s %5d ms, longest without an ack %5d ms, slowest attempt %5d ms, %d unanswered, %d acked"
                        + " meanwhile, %d in all, %s",
                number,
                name,
                millis,
                waits.silence().toMillis(),
                waits.attempt().toMillis(),
                waits.unanswered(),
                crowd.acked() - before,
                crowd.acked(),
                crowd.load()));
    }

    private void sayKinds(int faults) {
        kinds.forEach((name, kind) -> say(String.format(
                "%-24s %3d times, %5d ms each, longest without an ack %5d ms, slowest attempt %5d ms, %d unanswered",
                name,
                kind.times(),
                kind.millis() / kind.times(),
                kind.waits().silence().toMillis(),
                kind.waits().attempt().toMillis(),
                kind.waits().unanswered())));
        long millis = kinds.values().stream().mapToLong(Kind::millis).sum();
        say(faults + " faults, " + millis / Math.max(1, faults) + " ms each");
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
            Tidings.pause(QUEUES_LOOK_MILLIS);
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

    private void say(String what) {
        out.println(what);
        out.flush();
    }
}
