package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.Population;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The only application server is killed with -9 while 1,000 devices chat; the launcher starts it again, and all of them come back at once
 * and get what they missed, with the load going on.
 */
final class Storm implements Scenario {
    private static final int USERS = 500;
    private static final int TEXT_BYTES = 200;
    private static final long SEED = 1;
    private static final double WARM_UP_SECONDS = 60;
    private static final double BEFORE_SECONDS = 10;
    private static final double SETTLE_SECONDS = 120;
    private static final long BACK_SECONDS = 240;

    private final ScenarioOptions options;

    Storm(ScenarioOptions options) {
        this.options = options;
    }

    /**
     * One kill.
     *
     * @param firstBack seconds from the kill until the first device was in step again: connected, with all it had missed
     * @param halfBack likewise, until half of them were
     * @param nearlyAllBack likewise, 99 %
     * @param allBack likewise
     * @param verdict of all messages that were sent from ten seconds before the kill to half a minute after the last device was back. Their
     *     order is not judged: a message that is sent again comes behind what its sender wrote meanwhile
     */
    record Figures(
            int devices,
            double firstBack,
            double halfBack,
            double nearlyAllBack,
            double allBack,
            Ledger.Verdict verdict) {}

    @Override
    public Outcome run() throws InterruptedException {
        List<Figures> figures = new ArrayList<>();
        try (TidingsServer server = options.server("storm");
                StayingDevices devices = new StayingDevices(server)) {
            server.start();
            try (Population people = Population.connect(server, devices, "st", USERS)) {
                OpenLoop loop = new OpenLoop(people, new Texts(TEXT_BYTES), SEED);
                Cost.of(server, loop, options.stormRate(), WARM_UP_SECONDS);
                for (int i = 0; i < options.storms(); i++) {
                    figures.add(kill(server, devices, loop));
                    Scenarios.say(figures.get(i).toString());
                }
                WrongCountException.require("devices that gave up", 0, people.lostConnections());
            }
        }
        return new Outcome(table(figures), figures);
    }

    private Figures kill(TidingsServer server, StayingDevices devices, OpenLoop loop) throws InterruptedException {
        CompletableFuture<Ledger> load =
                CompletableFuture.supplyAsync(() -> loop.run(options.stormRate(), options.stormSeconds()));
        Thread.sleep((long) (BEFORE_SECONDS * 1000));
        ProcessHandle process = ProcessHandle.of(server.applicationServer())
                .orElseThrow(() -> new IllegalStateException("the application server does not run"));
        long begin = System.nanoTime();
        process.destroyForcibly();
        process.onExit().join();
        devices.forgetInStep();
        List<Long> back = awaitAll(devices);
        Ledger ledger = load.join();
        OpenLoop.settle(ledger, SETTLE_SECONDS);
        Ledger.Verdict verdict = ledger.verdict();
        WrongCountException.require("messages lost", 0, verdict.lost());
        WrongCountException.require("messages that came twice", 0, verdict.duplicated());
        WrongCountException.require("messages refused or not answered", 0, verdict.refused() + verdict.unanswered());
        return new Figures(
                back.size(),
                seconds(begin, back.get(0)),
                seconds(begin, back.get(back.size() / 2)),
                seconds(begin, back.get(back.size() * 99 / 100)),
                seconds(begin, back.get(back.size() - 1)),
                verdict);
    }

    private static List<Long> awaitAll(StayingDevices devices) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BACK_SECONDS);
        List<Long> back = devices.inStepAt();
        while (back.size() < devices.size() && System.nanoTime() < until) {
            Thread.sleep(100);
            back = devices.inStepAt();
        }
        WrongCountException.require("devices that came back", devices.size(), back.size());
        return back;
    }

    private static double seconds(long begin, long end) {
        return (end - begin) / 1e9;
    }

    private static String table(List<Figures> figures) {
        MarkdownTable table = new MarkdownTable(
                "devices", "first back s", "half s", "99 % s", "all s", "accepted", "lost", "came twice");
        figures.forEach(each -> table.row(
                MarkdownTable.count(each.devices()),
                MarkdownTable.number(each.firstBack(), 1),
                MarkdownTable.number(each.halfBack(), 1),
                MarkdownTable.number(each.nearlyAllBack(), 1),
                MarkdownTable.number(each.allBack(), 1),
                MarkdownTable.count(each.verdict().accepted()),
                MarkdownTable.count(each.verdict().lost()),
                MarkdownTable.count(each.verdict().duplicated())));
        return table.toString();
    }
}
