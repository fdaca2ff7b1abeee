package dev.tidings.bench.scenario;

import dev.tidings.bench.Spread;
import dev.tidings.bench.TidingsServer;
import dev.tidings.omtp.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a start takes, from the launcher's command until it says that Tidings is ready: the first one in an empty folder, and
 * the second one of the same folder. What is unpacked once on a machine is there already, if the server has ever run on it.
 */
final class Start implements Scenario {
    private final ScenarioOptions options;

    Start(ScenarioOptions options) {
        this.options = options;
    }

    /**
     * One kind of start.
     *
     * @param kind first or second
     * @param seconds of each repeat, in their order; to a tenth of a second
     */
    record Figures(String kind, Spread spread, List<Double> seconds) {
        static Figures of(String kind, List<Double> seconds) {
            return new Figures(kind, Spread.of(seconds), List.copyOf(seconds));
        }
    }

    @Override
    public Outcome run() {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < options.starts(); i++) {
            try (TidingsServer server = options.server("start")) {
                first.add(server.startEmpty().toMillis() / 1000.0);
                server.register(List.of("s"));
                server.stop();
                second.add(server.startAgain().toMillis() / 1000.0);
                requireWhatWasThere(server);
            }
            Scenarios.say("pair " + (i + 1) + ": " + first.get(i) + " s and " + second.get(i) + " s");
        }
        List<Figures> figures = List.of(Figures.of("first", first), Figures.of("second", second));
        MarkdownTable table = new MarkdownTable("start", "median s", "min s", "max s");
        for (Figures each : figures) {
            Spread spread = each.spread();
            table.row(
                    each.kind(),
                    MarkdownTable.number(spread.median(), 1),
                    MarkdownTable.number(spread.least(), 1),
                    MarkdownTable.number(spread.most(), 1));
        }
        return new Outcome(table.toString(), figures);
    }

    /** A second start is one only if it has what the first one's server was given. */
    private static void requireWhatWasThere(TidingsServer server) {
        if (server.admin().userToken("s", Platform.WEB).isEmpty()) {
            throw new WrongCountException("the user of the first start is not there after the second");
        }
    }
}
