package dev.tidings.bench.scenario;

import dev.tidings.bench.OpenLoop;
import dev.tidings.bench.Population;
import dev.tidings.bench.Texts;
import dev.tidings.bench.TidingsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import one.convert.Arguments;
import one.convert.FlameGraph;
import one.profiler.AsyncProfilerLoader;

/**
 * Where a message's processor time goes: that of each process, as Linux counts it, and the application server's by the stages of a
 * message's way, in the shares that a profile of the same time has. The profiler itself takes some percent.
 */
final class Stages implements Scenario {
    private static final String SERVER = "payara";
    private static final int USERS = 500;
    private static final int TEXT_BYTES = 200;
    private static final long SEED = 1;
    /** The profiler needs a moment to begin and to write. */
    private static final double AROUND_SECONDS = 6;

    private static final long BEGIN_MS = 2000;

    private static final Pattern NUMBER = Pattern.compile("(?<=[-#(]|Thread|pool)\\d+");

    private final ScenarioOptions options;

    Stages(ScenarioOptions options) {
        this.options = options;
    }

    /**
     * What a message cost at one rate, in ms of processor time.
     *
     * @param rate messages a second
     * @param perMessageByPart of each process
     * @param perMessageByStage of the application server, together what it has in the other
     */
    record Figures(double rate, Map<String, Double> perMessageByPart, Map<String, Double> perMessageByStage) {}

    @Override
    public Outcome run() throws InterruptedException, IOException {
        try (TidingsServer server = options.server("stages")) {
            server.start();
            try (Population population = Population.connect(server, "st", USERS)) {
                OpenLoop loop = new OpenLoop(population, new Texts(TEXT_BYTES), SEED);
                Scenarios.say("warming up");
                Cost.of(server, loop, options.rates().get(0), options.stageWarmUpSeconds());
                List<Figures> figures = new ArrayList<>();
                for (double rate : options.rates()) {
                    figures.add(measure(server, loop, rate));
                }
                return new Outcome(table(figures), figures);
            }
        }
    }

    private Figures measure(TidingsServer server, OpenLoop loop, double rate) throws InterruptedException, IOException {
        Path profile = options.out().resolve("stages-" + Math.round(rate) + ".collapsed");
        long pid = server.applicationServer();
        CompletableFuture<Void> profiling = CompletableFuture.runAsync(() -> profile(pid, profile));
        Map<String, Double> byPart = Cost.of(server, loop, rate, options.stageSeconds() + AROUND_SECONDS)
                .cpuMillisByPart();
        profiling.join();
        List<String> stacks = Files.readAllLines(profile);
        Map<Stage, Double> shares = Stage.shares(stacks);
        Map<String, Double> byStage = new LinkedHashMap<>();
        for (Stage stage : Stage.onTheWay()) {
            byStage.put(stage.words(), shares.getOrDefault(stage, 0.0) * byPart.getOrDefault(SERVER, 0.0));
        }
        Files.write(profile, stacks.stream().map(Stages::byKindOfThread).toList());
        FlameGraph.convert(
                profile.toString(),
                profile.resolveSibling("stages-" + Math.round(rate) + ".html").toString(),
                new Arguments("--title", "Tidings, " + Math.round(rate) + " messages a second"));
        return new Figures(rate, byPart, byStage);
    }

    /** Threads that do the same are one in the graph. */
    private static String byKindOfThread(String stack) {
        int end = stack.indexOf(" tid=");
        return end < 0
                ? stack
                : NUMBER.matcher(stack.substring(0, end)).replaceAll("") + stack.substring(stack.indexOf(']', end));
    }

    private void profile(long pid, Path profile) {
        try {
            Thread.sleep(BEGIN_MS);
            AsyncProfilerLoader.executeProfiler(
                    "-d",
                    Long.toString(Math.round(options.stageSeconds())),
                    "-e",
                    "cpu",
                    "-i",
                    "2ms",
                    "-t",
                    "-o",
                    "collapsed",
                    "-f",
                    profile.toString(),
                    Long.toString(pid));
        } catch (IOException e) {
            throw new CompletionException("the application server was not profiled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted", e);
        }
    }

    private static String table(List<Figures> figures) {
        List<String> heads = new ArrayList<>(List.of("CPU-ms for a message"));
        figures.forEach(each -> heads.add(Math.round(each.rate()) + "/s"));
        MarkdownTable table = new MarkdownTable(heads.toArray(String[]::new));
        figures.get(0)
                .perMessageByStage()
                .keySet()
                .forEach(stage -> table.row(line(
                        stage,
                        figures.stream()
                                .map(each -> each.perMessageByStage().getOrDefault(stage, 0.0))
                                .toList())));
        figures.get(0)
                .perMessageByPart()
                .keySet()
                .forEach(part -> table.row(line(
                        "**" + part + "**",
                        figures.stream()
                                .map(each -> each.perMessageByPart().getOrDefault(part, 0.0))
                                .toList())));
        return table.toString();
    }

    private static String[] line(String head, List<Double> values) {
        List<String> cells = new ArrayList<>(List.of(head));
        values.forEach(value -> cells.add(MarkdownTable.number(value, 3)));
        return cells.toArray(String[]::new);
    }
}
