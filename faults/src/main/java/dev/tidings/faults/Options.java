package dev.tidings.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to be.
 *
 * @param seed decides who writes to whom, and what breaks when
 * @param faults at least so many
 * @param messages at least so many acked
 * @param atLeast at least for so long
 * @param kinds which faults there are
 * @param crashSteps which crash points a sweep goes through
 * @param users how many, with two devices each
 * @param perSecond messages that are begun in a second
 * @param behindMax messages that may be acked and not yet delivered before nobody begins another one
 * @param port the first of 40
 * @param micro Payara Micro, which starts faster, instead of Payara Server
 * @param nodes how many application nodes; several are Payara Micro
 * @param convergeWithin what a device may wait for a message after the last fault
 * @param outageSeconds how long a store that is stopped stays so; 0 if that is drawn
 * @param quietSeconds how long nothing breaks after a fault, besides up to a second that is drawn
 * @param haltPatience how long the load may take to come to a crash point
 * @param folder where histories and the installation's data go
 * @param launcher the launcher's jar
 */
record Options(
        long seed,
        int faults,
        long messages,
        Duration atLeast,
        List<Fault> kinds,
        List<CrashStep> crashSteps,
        int users,
        int perSecond,
        int behindMax,
        int port,
        boolean micro,
        int nodes,
        Duration convergeWithin,
        int outageSeconds,
        int quietSeconds,
        Duration haltPatience,
        Path folder,
        Path launcher) {

    static final String USAGE = """
            java -jar faults.jar campaign [--faults 20] [--messages 50000] [--seconds 0] [--kinds REDIS_EMPTIED,...]
                                       [--nodes 1] [--outage-seconds 0] [--quiet-seconds 0]
            java -jar faults.jar sweep [--points AFTER_STORE,...]
                both: [--seed N] [--users 16] [--per-second 200] [--behind-max 4000] [--port 24000]
                      [--server payara|micro] [--converge-within SECONDS] [--folder target/faults] [--launcher .../tidings.jar]
            exit code 0: every invariant holds; 1: one is broken, or a message was given up; 2: it could not be run
            """;

    Options {
        kinds = List.copyOf(kinds);
        crashSteps = List.copyOf(crashSteps);
    }

    /** @throws IllegalArgumentException for an option that is not there or has no proper value */
    static Options parse(List<String> arguments, Path launcher) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!arguments.get(i).startsWith("--") || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("no such option: " + arguments.get(i));
            }
            given.put(arguments.get(i).substring(2), arguments.get(i + 1));
        }
        Options options = new Options(
                number(given, "seed", System.currentTimeMillis()),
                (int) number(given, "faults", 20),
                number(given, "messages", 50_000),
                Duration.ofSeconds(number(given, "seconds", 0)),
                kinds(given.remove("kinds")),
                crashSteps(given.remove("points")),
                (int) number(given, "users", 16),
                (int) number(given, "per-second", 200),
                (int) number(given, "behind-max", 4_000),
                (int) number(given, "port", 24_000),
                isMicro(given.remove("server")),
                nodes((int) number(given, "nodes", 1)),
                Duration.ofSeconds(number(given, "converge-within", 5)),
                (int) number(given, "outage-seconds", 0),
                (int) number(given, "quiet-seconds", 0),
                Duration.ofSeconds(number(given, "halt-patience", 120)),
                path(given.remove("folder"), Path.of("target", "faults")),
                path(given.remove("launcher"), launcher));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such option: --" + given.keySet().iterator().next());
        }
        return options;
    }

    private static long number(Map<String, String> given, String name, long otherwise) {
        String text = given.remove(name);
        return text == null ? otherwise : Long.parseLong(text);
    }

    private static Path path(@Nullable String text, Path otherwise) {
        return (text == null ? otherwise : Path.of(text)).toAbsolutePath().normalize();
    }

    private static boolean isMicro(@Nullable String server) {
        if (server != null && !server.equals("micro") && !server.equals("payara")) {
            throw new IllegalArgumentException("--server is micro or payara");
        }
        return !"payara".equals(server);
    }

    private static int nodes(int wanted) {
        if (wanted < 1 || wanted > 9) {
            throw new IllegalArgumentException("--nodes is a number from 1 to 9");
        }
        return wanted;
    }

    private static List<Fault> kinds(@Nullable String text) {
        return text == null
                ? List.of(Fault.values())
                : Arrays.stream(text.split(","))
                        .map(it -> Fault.valueOf(it.toUpperCase(Locale.ROOT)))
                        .toList();
    }

    private static List<CrashStep> crashSteps(@Nullable String text) {
        if (text == null) {
            return CrashStep.ALL;
        }
        List<String> names = List.of(text.split(","));
        List<CrashStep> steps =
                CrashStep.ALL.stream().filter(it -> names.contains(it.point())).toList();
        if (steps.size() != names.size()) {
            throw new IllegalArgumentException("--points has a point that is not there: " + text);
        }
        return steps;
    }
}
