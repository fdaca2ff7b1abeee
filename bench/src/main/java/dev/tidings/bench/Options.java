package dev.tidings.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param entrants the servers, in the order of the first round
 * @param users with two devices each; even
 * @param rates messages a second, one after the other
 * @param seconds of each rate
 * @param warmUpSeconds of {@code warmUpRate}; 0 is none
 * @param rounds each with fresh servers, every second one in the reverse order
 * @param port the first of ten that the server takes
 * @param networkThreads of the driver
 * @param serverOptions further options of Tidings' launcher
 * @param stopsWhenOverloaded whether a load that was not sustained is the last
 * @param durability of all servers
 * @param isPinned whether server and driver get one core each
 */
record Options(
        boolean help,
        List<Entrant> entrants,
        int users,
        List<Double> rates,
        double seconds,
        double warmUpRate,
        double warmUpSeconds,
        int rounds,
        long seed,
        int port,
        int networkThreads,
        Path work,
        Path out,
        List<String> serverOptions,
        boolean stopsWhenOverloaded,
        Durability durability,
        boolean isPinned) {
    static final String USAGE = """
            Measures chat servers with one driver: latency over load, and what a message costs.

              --servers LIST          tidings,ejabberd,prosody (default: tidings, unless --server names one)
              --server NAME=JAR       Tidings by another launcher, called NAME in tables; may be repeated
              --users N               with two devices each (default: 500)
              --rates LIST            messages a second (default: 250,500,1000,1500,2000,3000,4000,5000)
              --seconds N             of each rate (default: 60)
              --warm-up RATE,SECONDS  before them (default: 300,60)
              --rounds N              each with fresh servers, in alternating order (default: 3)
              --durability NAME       synced or cached: whether the disk or the operating system has what was acked
                                      (default: synced); figures of one are not compared with the other's
              --pin                   the server's processes on one core, the driver on another; needs taskset
              --seed N                of the schedules
              --port N                first of ten ports (default: 27000)
              --threads N             the driver's network threads (default: 1)
              --launcher JAR          Tidings' (default: launcher/target/tidings/tidings.jar)
              --work FOLDER           where servers keep their data (default: bench/target/work)
              --out FOLDER            where results go (default: bench/target/results)
              --option OPTION         a further option of Tidings' launcher; may be repeated
              --all-rates             go on when a rate was not sustained
            """;

    /** @throws IllegalArgumentException for an option that is not there or has no proper value */
    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        boolean help = false;
        List<String> kinds = List.of();
        List<Entrant> named = new ArrayList<>();
        int users = 500;
        List<Double> rates = List.of(250.0, 500.0, 1000.0, 1500.0, 2000.0, 3000.0, 4000.0, 5000.0);
        double seconds = 60;
        double warmUpRate = 300;
        double warmUpSeconds = 60;
        int rounds = 3;
        long seed = 1;
        int port = 27_000;
        int threads = 1;
        Path launcher = Path.of("launcher/target/tidings/tidings.jar");
        Path work = Path.of("bench/target/work");
        Path out = Path.of("bench/target/results");
        List<String> serverOptions = new ArrayList<>();
        boolean stops = true;
        Durability durability = Durability.SYNCED;
        boolean pinned = false;
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--servers" ->
                    kinds = List.of(Arguments.value(option, rest).split(",", -1));
                case "--server" -> named.add(Entrant.ofLauncher(Arguments.value(option, rest)));
                case "--users" -> users = Integer.parseInt(Arguments.value(option, rest)) & ~1;
                case "--rates" ->
                    rates = Arrays.stream(Arguments.value(option, rest).split(",", -1))
                            .map(Double::valueOf)
                            .toList();
                case "--seconds" -> seconds = Double.parseDouble(Arguments.value(option, rest));
                case "--warm-up" -> {
                    String[] parts = Arguments.value(option, rest).split(",", -1);
                    if (parts.length != 2) {
                        throw new IllegalArgumentException("--warm-up needs RATE,SECONDS; see --help");
                    }
                    warmUpRate = Double.parseDouble(parts[0]);
                    warmUpSeconds = Double.parseDouble(parts[1]);
                }
                case "--rounds" -> rounds = Integer.parseInt(Arguments.value(option, rest));
                case "--durability" -> durability = Durability.named(Arguments.value(option, rest));
                case "--pin" -> pinned = true;
                case "--seed" -> seed = Long.parseLong(Arguments.value(option, rest));
                case "--port" -> port = Integer.parseInt(Arguments.value(option, rest));
                case "--threads" -> threads = Integer.parseInt(Arguments.value(option, rest));
                case "--launcher" -> launcher = Path.of(Arguments.value(option, rest));
                case "--work" -> work = Path.of(Arguments.value(option, rest));
                case "--out" -> out = Path.of(Arguments.value(option, rest));
                case "--option" -> serverOptions.add(Arguments.value(option, rest));
                case "--all-rates" -> stops = false;
                default -> throw new IllegalArgumentException("unknown option " + option + "; see --help");
            }
        }
        return new Options(
                help,
                entrants(kinds, named, launcher.toAbsolutePath()),
                users,
                rates,
                seconds,
                warmUpRate,
                warmUpSeconds,
                rounds,
                seed,
                port,
                threads,
                work.toAbsolutePath(),
                out.toAbsolutePath(),
                List.copyOf(serverOptions),
                stops,
                durability,
                pinned);
    }

    private static List<Entrant> entrants(List<String> kinds, List<Entrant> named, Path launcher) {
        List<Entrant> entrants = new ArrayList<>();
        (kinds.isEmpty() && named.isEmpty() ? List.of("tidings") : kinds)
                .forEach(kind -> entrants.add(Entrant.ofKind(kind, launcher)));
        entrants.addAll(named);
        if (entrants.stream().map(Entrant::label).distinct().count() < entrants.size()) {
            throw new IllegalArgumentException("two servers have the same name: "
                    + entrants.stream().map(Entrant::label).toList());
        }
        return List.copyOf(entrants);
    }
}
