package dev.tidings.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All steps, as a table for people and as JSON for programs. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Options options;
    private final List<Step> steps = new ArrayList<>();

    Report(Options options) {
        this.options = options;
    }

    void add(Step step) {
        steps.add(step);
    }

    void write() throws IOException {
        JSON.writeValue(
                options.out().resolve("steps.json").toFile(),
                Map.of("users", options.users(), "connections", options.users() * 2, "steps", steps));
        Files.writeString(options.out().resolve("table.md"), table());
        Files.writeString(options.out().resolve("latency.svg"), Plot.latencyOverLoad(steps));
    }

    String table() {
        StringBuilder table = new StringBuilder("""
                | server | round | msg/s | ack p50 / p99 ms | receive p50 / p99 ms | own device p99 | CPU-ms/msg | settled s | verdict |
                |---|---|---|---|---|---|---|---|---|
                """);
        for (Step step : steps) {
            Ledger.Verdict verdict = step.verdict();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.0f | %.1f / %.1f | %.1f / %.1f | %.1f | %.2f | %.1f | %s |%n",
                    step.server(),
                    step.round(),
                    step.rate(),
                    verdict.ack().p50(),
                    verdict.ack().p99(),
                    verdict.receive().p50(),
                    verdict.receive().p99(),
                    verdict.ownDevice().p99(),
                    step.cpuPerMessage(),
                    step.settleSeconds(),
                    words(step)));
        }
        return table.toString();
    }

    static String line(Step step) {
        Ledger.Verdict verdict = step.verdict();
        StringBuilder cpu = new StringBuilder();
        step.cpuMillis()
                .forEach((part, millis) ->
                        cpu.append(String.format(Locale.ROOT, " %s %.2f", part, step.cpuPerMessage(part))));
        return String.format(
                Locale.ROOT,
                "%5.0f/s: ack %.1f/%.1f/%.1f receive %.1f/%.1f/%.1f own %.1f/%.1f ms (p50/p99/max); CPU-ms/msg %.2f ="
                        + "%s; driver %.2f; settled %.1f s; %s",
                step.rate(),
                verdict.ack().p50(),
                verdict.ack().p99(),
                verdict.ack().max(),
                verdict.receive().p50(),
                verdict.receive().p99(),
                verdict.receive().max(),
                verdict.ownDevice().p50(),
                verdict.ownDevice().p99(),
                step.cpuPerMessage(),
                cpu,
                verdict.accepted() == 0 ? 0 : (double) step.driverCpuMillis() / verdict.accepted(),
                step.settleSeconds(),
                words(step));
    }

    private static String words(Step step) {
        Ledger.Verdict verdict = step.verdict();
        if (verdict.isClean() && step.storedMissing() <= 0) {
            return step.isSustained() ? "sustained" : "clean, too slow";
        }
        return "refused " + verdict.refused() + ", unanswered " + verdict.unanswered() + ", lost " + verdict.lost()
                + ", twice " + verdict.duplicated() + ", out of order " + verdict.outOfOrder() + ", not stored "
                + step.storedMissing();
    }
}
