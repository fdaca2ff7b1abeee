package dev.tidings.bench.scenario;

import dev.tidings.bench.Arguments;
import dev.tidings.bench.TidingsServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param connections how many are open at each reading, ascending and even
 * @param quietSeconds from the last connect to a reading
 * @param heap of the application server while it holds them
 * @param messages that a device missed, each a case
 * @param conversations over which they are spread, each a case
 * @param rate messages a second at which they are sent
 * @param repeats catch-ups of each case that count
 * @param entries of the mailbox that is paged through
 * @param pages that are read and count
 * @param warmUp pages that are read before
 * @param starts pairs of a first and a second start
 * @param partSeconds that each part works for in groups of each size, after three times as long that does not count
 * @param rates messages a second at which a message's stages are measured, each a case
 * @param stageSeconds that are profiled at each of them
 * @param stageWarmUpSeconds at the first of them, before
 * @param growthRate messages a second while the server fills
 * @param rows that the full history is given
 * @param pairs conversations that the store of mailboxes is given, in hundreds
 * @param firstRate messages a second from the first second on
 * @param firstSeconds for so long
 * @param stormRate messages a second before, during and after a kill
 * @param stormSeconds for so long, of which ten are before it
 * @param storms kills
 * @param toOwner messages that are sent to the owner of the big mailbox, and as many to somebody who has none
 * @param serverOptions further options of the launcher
 */
record ScenarioOptions(
        boolean help,
        List<String> scenarios,
        List<Integer> connections,
        double quietSeconds,
        String heap,
        List<Integer> messages,
        List<Integer> conversations,
        double rate,
        int repeats,
        long entries,
        int pages,
        int warmUp,
        int starts,
        double partSeconds,
        List<Double> rates,
        double stageSeconds,
        double stageWarmUpSeconds,
        double growthRate,
        long rows,
        int pairs,
        double firstRate,
        double firstSeconds,
        double stormRate,
        double stormSeconds,
        int storms,
        int toOwner,
        int port,
        Path launcher,
        Path work,
        Path out,
        List<String> serverOptions) {
    private static final int NETWORK_THREADS = 1;

    static final String USAGE = """
            bench/scenario NAME,NAME... measures what is no rate, each with a server of its own:

              idle                    memory of the application server for each idle connection
                --connections LIST    at each of these (default: 1000,5000,10000); two to a user
                --quiet N             seconds from the last connect to the reading (default: 30)
                --heap SIZE           of the application server (default: 2g)
              catch-up                a device that was away pulls what it missed
                --messages LIST       so many (default: 1000,10000)
                --conversations LIST  spread over so many conversations (default: 10,1)
                --rate N              sent at so many a second (default: 300)
                --repeats N           catch-ups of each case (default: 5)
              page                    a page of 50 entries from a big mailbox at rest, over REST
                --entries N           of the mailbox (default: 1000000)
                --pages N             random ones (default: 500)
                --warm-up N           pages before them (default: 100)
                --to-owner N          then messages to its owner, and to somebody without one (default: 300)
              start                   from the launcher's command to "Tidings is ready."
                --starts N            pairs of a first and a second start (default: 3)
              parts                   what disk, broker, stores and sockets can do for messages, each alone
                --part-seconds N      that each works for in groups of each size (default: 8)
              stages                  where a message's processor time goes; flame graphs beside the results
                --rates LIST          messages a second (default: 500,1000)
                --stage-seconds N     that are profiled at each rate (default: 20)
                --stage-warm-up N     seconds before, at the first rate (default: 120)
              growth                  whether a message gets dearer as the server fills, --stage-seconds each
                --growth-rate N       messages a second (default: 300)
                --rows N              written to the full history (default: 1000000)
                --pairs N             conversations written to the store of mailboxes (default: 50000)
              first-minutes           how late messages are, by when they were sent, after a server's start
                --first-rate N        messages a second (default: 500)
                --first-seconds N     for so long (default: 120)
              lag                     from the ack until a message can be read, and until its row is there;
                                      takes --rates, --stage-seconds and --stage-warm-up
              storm                   the application server is killed with -9, and everybody comes back
                --storms N            times (default: 3)
                --storm-rate N        messages a second meanwhile (default: 200)
                --storm-seconds N     for so long each time (default: 120)

              --port N                first of ten ports (default: 27000)
              --launcher JAR          Tidings' (default: launcher/target/tidings/tidings.jar)
              --work FOLDER           where servers keep their data (default: bench/target/work)
              --out FOLDER            where scenarios.json goes (default: bench/target/results)
              --option OPTION         a further option of Tidings' launcher; may be repeated
            """;

    /** @throws IllegalArgumentException for an option that is not there or has no proper value */
    static ScenarioOptions parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        boolean help = false;
        List<String> scenarios = List.of();
        List<Integer> connections = List.of(1000, 5000, 10_000);
        double quietSeconds = 30;
        String heap = "2g";
        List<Integer> messages = List.of(1000, 10_000);
        List<Integer> conversations = List.of(10, 1);
        double rate = 300;
        int repeats = 5;
        long entries = 1_000_000;
        int pages = 500;
        int warmUp = 100;
        int starts = 3;
        double partSeconds = 8;
        List<Double> rates = List.of(500.0, 1000.0);
        double stageSeconds = 20;
        double stageWarmUpSeconds = 120;
        double growthRate = 300;
        long rows = 1_000_000;
        int pairs = 50_000;
        double firstRate = 500;
        double firstSeconds = 120;
        double stormRate = 200;
        double stormSeconds = 120;
        int storms = 3;
        int toOwner = 300;
        int port = 27_000;
        Path launcher = Path.of("launcher/target/tidings/tidings.jar");
        Path work = Path.of("bench/target/work");
        Path out = Path.of("bench/target/results");
        List<String> serverOptions = new ArrayList<>();
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--connections" -> connections = numbers(Arguments.value(option, rest));
                case "--quiet" -> quietSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--heap" -> heap = Arguments.value(option, rest);
                case "--messages" -> messages = numbers(Arguments.value(option, rest));
                case "--conversations" -> conversations = numbers(Arguments.value(option, rest));
                case "--rate" -> rate = Double.parseDouble(Arguments.value(option, rest));
                case "--repeats" -> repeats = atLeast(1, option, rest);
                case "--entries" -> entries = atLeast(Page.PAGE, option, rest);
                case "--pages" -> pages = atLeast(1, option, rest);
                case "--warm-up" -> warmUp = atLeast(0, option, rest);
                case "--starts" -> starts = atLeast(1, option, rest);
                case "--part-seconds" -> partSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--rates" ->
                    rates = Arrays.stream(Arguments.value(option, rest).split(",", -1))
                            .map(Double::valueOf)
                            .toList();
                case "--stage-seconds" -> stageSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--stage-warm-up" -> stageWarmUpSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--growth-rate" -> growthRate = Double.parseDouble(Arguments.value(option, rest));
                case "--rows" -> rows = atLeast(1, option, rest);
                case "--pairs" -> pairs = atLeast(MailboxPlan.PEERS, option, rest);
                case "--first-rate" -> firstRate = Double.parseDouble(Arguments.value(option, rest));
                case "--first-seconds" -> firstSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--storm-rate" -> stormRate = Double.parseDouble(Arguments.value(option, rest));
                case "--storm-seconds" -> stormSeconds = Double.parseDouble(Arguments.value(option, rest));
                case "--storms" -> storms = atLeast(1, option, rest);
                case "--to-owner" -> toOwner = atLeast(1, option, rest);
                case "--port" -> port = atLeast(1, option, rest);
                case "--launcher" -> launcher = Path.of(Arguments.value(option, rest));
                case "--work" -> work = Path.of(Arguments.value(option, rest));
                case "--out" -> out = Path.of(Arguments.value(option, rest));
                case "--option" -> serverOptions.add(Arguments.value(option, rest));
                default -> {
                    if (option.startsWith("-") || !scenarios.isEmpty()) {
                        throw new IllegalArgumentException("unknown option " + option + "; see --help");
                    }
                    scenarios = List.of(option.split(",", -1));
                }
            }
        }
        return new ScenarioOptions(
                help,
                scenarios,
                connections,
                quietSeconds,
                heap,
                messages,
                conversations,
                rate,
                repeats,
                entries,
                pages,
                warmUp,
                starts,
                partSeconds,
                rates,
                stageSeconds,
                stageWarmUpSeconds,
                growthRate,
                rows,
                pairs,
                firstRate,
                firstSeconds,
                stormRate,
                stormSeconds,
                storms,
                toOwner,
                port,
                launcher.toAbsolutePath(),
                work.toAbsolutePath(),
                out.toAbsolutePath(),
                List.copyOf(serverOptions));
    }

    private static int atLeast(int min, String option, Deque<String> rest) {
        int number = Integer.parseInt(Arguments.value(option, rest));
        if (number < min) {
            throw new IllegalArgumentException(option + " is at least " + min);
        }
        return number;
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
    }

    /**
     * A server for one scenario, not started yet.
     *
     * @param own options of the launcher that the scenario needs; what the command line asks for counts more
     */
    TidingsServer server(String scenario, String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(serverOptions);
        return new TidingsServer(launcher, work.resolve(scenario), port, all, NETWORK_THREADS);
    }
}
