package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.TidingsServer;
import dev.tidings.bench.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the messages of one load cost.
 *
 * @param ledger all of them
 * @param verdict what became of them
 * @param cpuMillisByPart of each process of the server, for a message
 */
record Cost(Ledger ledger, Ledger.Verdict verdict, Map<String, Double> cpuMillisByPart) {
    private static final double SETTLE_SECONDS = 60;

    /**
     * Sends them, and returns when all have arrived.
     *
     * @throws WrongCountException if one was lost, doubled, refused or out of order; late ones are none of that
     */
    static Cost of(TidingsServer server, OpenLoop loop, double rate, double seconds) throws InterruptedException {
        Usage before = Usage.of(server.processes());
        Ledger ledger = loop.run(rate, seconds);
        OpenLoop.settle(ledger, SETTLE_SECONDS);
        Ledger.Verdict verdict = ledger.verdict();
        if (!verdict.isClean()) {
            throw new WrongCountException("messages were lost, doubled, refused or out of order: " + verdict);
        }
        Map<String, Double> byPart = new LinkedHashMap<>();
        Usage.of(server.processes())
                .since(before)
                .cpuMillis()
                .forEach((part, millis) -> byPart.put(part, (double) millis / verdict.accepted()));
        return new Cost(ledger, verdict, byPart);
    }

    double cpuMillis() {
        return cpuMillisByPart.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
