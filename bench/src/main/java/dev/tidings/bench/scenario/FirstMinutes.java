package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.Population;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import java.util.List;

/** How late messages are in the first minutes of a server that has the whole load from the first second on. */
final class FirstMinutes implements Scenario {
    private static final int USERS = 500;
    private static final int TEXT_BYTES = 200;
    private static final long SEED = 1;
    private static final double STRETCH_SECONDS = 10;

    private final ScenarioOptions options;

    FirstMinutes(ScenarioOptions options) {
        this.options = options;
    }

    @Override
    public Outcome run() throws InterruptedException {
        try (TidingsServer server = options.server("first-minutes")) {
            server.start();
            try (Population people = Population.connect(server, "fm", USERS)) {
                OpenLoop loop = new OpenLoop(people, new Texts(TEXT_BYTES), SEED);
                Cost cost = Cost.of(server, loop, options.firstRate(), options.firstSeconds());
                Scenarios.say("CPU-ms for a message " + MarkdownTable.number(cost.cpuMillis(), 2) + ", by part "
                        + cost.cpuMillisByPart());
                WrongCountException.require("connections lost", 0, people.lostConnections());
                List<Ledger.Stretch> stretches = cost.ledger().stretches(STRETCH_SECONDS);
                return new Outcome(table(stretches), stretches);
            }
        }
    }

    private static String table(List<Ledger.Stretch> stretches) {
        MarkdownTable table = new MarkdownTable("from second", "messages", "ack p50 / p99 ms", "receive p50 / p99 ms");
        stretches.forEach(each -> table.row(
                MarkdownTable.number(each.from(), 0),
                MarkdownTable.count(each.accepted()),
                MarkdownTable.latency(each.ack()),
                MarkdownTable.latency(each.receive())));
        return table.toString();
    }
}
