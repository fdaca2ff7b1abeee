package dev.tidings.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** All steps, as tables for people and as JSON for programs. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Frame frame;
    private final List<Run> runs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    Report(Frame frame) {
        this.frame = frame;
    }

    /**
     * What is the same for all steps.
     *
     * @param command line with which it can be measured again
     * @param textBytes of each message's text
     */
    record Frame(String command, Machine machine, Conditions conditions, Options options, int textBytes) {}

    /**
     * One server that was started.
     *
     * @param versions of its parts, by their names
     * @param ackProves what is known to be true when a send was acked
     * @param parts as they really ran
     */
    record Run(String server, int round, Map<String, String> versions, String ackProves, Map<String, Part> parts) {}

    void add(Run run) {
        runs.add(run);
    }

    void add(Step step) {
        steps.add(step);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    void write() throws IOException {
        Options options = frame.options();
        JSON.writeValue(options.out().resolve("steps.json").toFile(), asJson());
        Files.writeString(options.out().resolve("table.md"), table());
        Files.writeString(options.out().resolve("latency.svg"), Plot.latencyOverLoad(steps));
    }

    private Map<String, Object> asJson() {
        Options options = frame.options();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", frame.command());
        all.put("machine", frame.machine());
        all.put("durability", options.durability());
        all.put("pinning", frame.conditions().pinning());
        all.put("users", options.users());
        all.put("connections", options.users() * 2);
        all.put("textBytes", frame.textBytes());
        all.put("seconds", options.seconds());
        all.put("warmUpRate", options.warmUpRate());
        all.put("warmUpSeconds", options.warmUpSeconds());
        all.put("seed", options.seed());
        all.put("driverThreads", options.networkThreads());
        all.put("runs", runs);
        all.put("steps", steps);
        return all;
    }

    // ---- for people

    String table() {
        return head() + "\n" + latency() + "\n" + costs() + "\n" + costsByPart();
    }

    private String head() {
        StringBuilder text = new StringBuilder();
        text.append("- command: `").append(frame.command()).append("`\n");
        text.append("- machine: ").append(frame.machine().words()).append('\n');
        text.append("- durability ")
                .append(frame.conditions().durability().words())
                .append('\n');
        text.append("- pinned: ").append(frame.conditions().pinning().words()).append('\n');
        runs.stream()
                .collect(Collectors.toMap(Run::server, run -> run, (first, again) -> first, LinkedHashMap::new))
                .forEach((server, run) -> {
                    text.append("- ").append(server).append(": ");
                    text.append(run.versions().entrySet().stream()
                            .map(it -> it.getKey() + " " + it.getValue())
                            .collect(Collectors.joining(", ")));
                    text.append("\n  - an ack proves: ").append(run.ackProves());
                    text.append("\n  - ran as: ")
                            .append(run.parts().entrySet().stream()
                                    .map(it -> it.getKey() + " on cores "
                                            + it.getValue().cores()
                                            + (it.getValue().collector().equals("none")
                                                    ? ""
                                                    : " with " + it.getValue().collector() + "GC"))
                                    .collect(Collectors.joining(", ")));
                    text.append('\n');
                });
        return text.toString();
    }

    private String latency() {
        StringBuilder table = new StringBuilder("""
                From when a message was due, in ms; median (least–most) of the rounds:

                | server | msg/s | send to | p50 | p95 | p99 |
                |---|---|---|---|---|---|
                """);
        loads().forEach(load -> {
            latencyLine(table, load, "ack", Ledger.Verdict::ack);
            latencyLine(table, load, "receiver", Ledger.Verdict::receive);
            latencyLine(table, load, "own other device", Ledger.Verdict::ownDevice);
        });
        return table.toString();
    }

    private static void latencyLine(
            StringBuilder table,
            List<Step> load,
            String what,
            java.util.function.Function<Ledger.Verdict, Ledger.Latency> latency) {
        table.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %s | %s | %s | %s |%n",
                load.get(0).server(),
                load.get(0).rate(),
                what,
                spread(load, step -> latency.apply(step.verdict()).p50()).words(1),
                spread(load, step -> latency.apply(step.verdict()).p95()).words(1),
                spread(load, step -> latency.apply(step.verdict()).p99()).words(1)));
    }

    private String costs() {
        StringBuilder table = new StringBuilder("""
                What it carried and what a message cost; median (least–most) of the rounds:

                | server | msg/s | accepted/s | delivered/s | CPU-ms/msg | driver's CPU-ms/msg | written bytes/msg | resident MB | settled s | verdict |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        loads().forEach(load -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                load.get(0).server(),
                load.get(0).rate(),
                spread(load, Step::acceptedPerSecond).words(0),
                spread(load, Step::deliveredPerSecond).words(0),
                spread(load, Step::cpuPerMessage).words(2),
                spread(load, Step::driverCpuPerMessage).words(2),
                spread(load, Step::writtenPerMessage).words(0),
                spread(load, Step::residentMb).words(0),
                spread(load, Step::settleSeconds).words(1),
                verdict(load))));
        return table.toString();
    }

    private String costsByPart() {
        StringBuilder table = new StringBuilder("""
                By part; median (least–most) of the rounds:

                | server | msg/s | part | CPU-ms/msg | written bytes/msg | resident MB |
                |---|---|---|---|---|---|
                """);
        for (List<Step> load : loads()) {
            boolean hasStandin = false;
            for (String part : load.get(0).cpuMillis().keySet()) {
                hasStandin |= part.equals(Step.STANDIN);
                partLine(
                        table,
                        load,
                        part,
                        step -> step.cpuPerMessage(part),
                        step -> step.writtenPerMessage(part),
                        step -> step.residentMb(part));
            }
            partLine(table, load, "all", Step::cpuPerMessage, Step::writtenPerMessage, Step::residentMb);
            if (hasStandin) {
                partLine(
                        table,
                        load,
                        "all but the MongoDB stand-in",
                        Step::cpuPerMessageWithoutStandin,
                        step -> step.writtenPerMessage() - step.writtenPerMessage(Step.STANDIN),
                        step -> step.residentMb() - step.residentMb(Step.STANDIN));
            }
        }
        return table.toString();
    }

    private static void partLine(
            StringBuilder table,
            List<Step> load,
            String part,
            ToDoubleFunction<Step> cpu,
            ToDoubleFunction<Step> written,
            ToDoubleFunction<Step> resident) {
        table.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %s | %s | %s | %s |%n",
                load.get(0).server(),
                load.get(0).rate(),
                part,
                spread(load, cpu).words(2),
                spread(load, written).words(0),
                spread(load, resident).words(0)));
    }

    /** The rounds of each server and rate; servers in the order in which they first ran. */
    private List<List<Step>> loads() {
        List<List<Step>> loads = new ArrayList<>();
        for (String server : steps.stream().map(Step::server).distinct().toList()) {
            List<Step> own =
                    steps.stream().filter(step -> step.server().equals(server)).toList();
            for (double rate : new TreeSet<>(own.stream().map(Step::rate).toList())) {
                loads.add(own.stream().filter(step -> step.rate() == rate).toList());
            }
        }
        return loads;
    }

    private static Spread spread(List<Step> load, ToDoubleFunction<Step> figure) {
        return Spread.of(load.stream().map(figure::applyAsDouble).toList());
    }

    private static String verdict(List<Step> load) {
        return load.stream()
                .map(Report::words)
                .collect(Collectors.groupingBy(it -> it, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(it -> load.size() == 1 ? it.getKey() : it.getValue() + " of " + load.size() + ": " + it.getKey())
                .collect(Collectors.joining("; "));
    }

    static String line(Step step) {
        Ledger.Verdict verdict = step.verdict();
        StringBuilder cpu = new StringBuilder();
        step.cpuPerMessageByPart()
                .forEach((part, millis) -> cpu.append(String.format(Locale.ROOT, " %s %.2f", part, millis)));
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
                step.driverCpuPerMessage(),
                step.settleSeconds(),
                words(step));
    }

    private static String words(Step step) {
        if (step.isClean()) {
            return step.isSustained() ? "sustained" : "clean, too slow";
        }
        Ledger.Verdict verdict = step.verdict();
        return "refused " + verdict.refused() + ", unanswered " + verdict.unanswered() + ", lost " + verdict.lost()
                + ", twice " + verdict.duplicated() + ", out of order " + verdict.outOfOrder() + ", not stored "
                + step.storedMissing();
    }
}
