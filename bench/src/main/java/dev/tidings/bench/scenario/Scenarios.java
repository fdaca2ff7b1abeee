package dev.tidings.bench.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tidings.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The program: runs scenarios one after the other, prints a table of each and keeps the figures of all as JSON. */
public final class Scenarios {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ScenarioOptions options;
    private final Map<String, Object> results = new LinkedHashMap<>();
    private boolean failed;

    private Scenarios(ScenarioOptions options) {
        this.options = options;
    }

    /** Exits with 1 if a scenario failed; the others are measured all the same. */
    public static void main(String... arguments) throws IOException {
        ScenarioOptions options = ScenarioOptions.parse(arguments);
        if (options.help() || options.scenarios().isEmpty()) {
            System.out.println(ScenarioOptions.USAGE);
            return;
        }
        Scenarios scenarios = new Scenarios(options);
        scenarios.run();
        if (scenarios.failed) {
            System.exit(1);
        }
    }

    private void run() throws IOException {
        Map<String, Scenario> chosen = new LinkedHashMap<>();
        for (String name : options.scenarios()) {
            chosen.put(name, named(name));
        }
        Files.createDirectories(options.out());
        Files.createDirectories(options.work());
        Machine machine = Machine.here(options.work());
        say(machine.words());
        results.put("machine", machine);
        chosen.forEach(this::measure);
    }

    private Scenario named(String name) {
        return switch (name) {
            case "idle" -> new Idle(options);
            case "catch-up" -> new CatchUp(options, Clock.systemUTC());
            case "page" -> new Page(options, Clock.systemUTC());
            case "start" -> new Start(options);
            case "stages" -> new Stages(options);
            case "growth" -> new Growth(options, Clock.systemUTC());
            case "parts" -> new Parts(options, Clock.systemUTC());
            case "first-minutes" -> new FirstMinutes(options);
            case "lag" -> new Lag(options);
            case "storm" -> new Storm(options);
            default -> throw new IllegalArgumentException("there is no scenario " + name + "; see --help");
        };
    }

    private void measure(String name, Scenario scenario) {
        say(name);
        try {
            Outcome outcome = scenario.run();
            say("\n" + outcome.table());
            results.put(name, outcome.figures());
        } catch (Exception e) {
            failed = true;
            say(name + " FAILED: " + e);
            e.printStackTrace();
            results.put(name, List.of(Map.of("failed", e.toString())));
        }
        write();
    }

    /** After each scenario, so that hours of measuring do not hang on the last one. */
    private void write() {
        try {
            JSON.writeValue(options.out().resolve("scenarios.json").toFile(), results);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void say(String text) {
        System.out.println(text);
    }
}
