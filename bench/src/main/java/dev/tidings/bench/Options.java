package dev.tidings.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param servers tidings, ejabberd, prosody
 * @param users with two devices each; even
 * @param rates messages a second, one after the other
 * @param serverOptions further options of Tidings' launcher
 * @param stopsWhenOverloaded whether a load that was not sustained is the last
 */
record Options(
        boolean help,
        List<String> servers,
        int users,
        List<Double> rates,
        double seconds,
        double warmUpRate,
        double warmUpSeconds,
        int rounds,
        long seed,
        int port,
        int networkThreads,
        Path launcher,
        Path work,
        Path out,
        List<String> serverOptions,
        boolean stopsWhenOverloaded) {
    static final String USAGE = """
            Measures chat servers with one driver: latency over load, and what a message costs.

              --servers LIST          tidings,ejabberd,prosody (default: tidings)
              --users N               with two devices each (default: 500)
              --rates LIST            messages a second (default: 250,500,1000,1500,2000,3000,4000,5000)
              --seconds N             of each rate (default: 60)
              --warm-up RATE,SECONDS  before them (default: 300,60)
              --rounds N              each with fresh servers, in alternating order (default: 3)
              --seed N                of the schedules
              --port N                first of ten ports (default: 27000)
              --threads N             the driver's network threads (default: 1)
              --launcher JAR          Tidings' (default: launcher/target/tidings/tidings.jar)
              --work FOLDER           where servers keep their data (default: bench/target/work)
              --out FOLDER            where results go (default: bench/target/results)
              --option OPTION         a further option of Tidings' launcher; may be repeated
              --all-rates             go on when a rate was not sustained
            """;

    static Options parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        boolean help = false;
        List<String> servers = List.of("tidings");
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
        List<String> serverOptions = new java.util.ArrayList<>();
        boolean stops = true;
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--servers" -> servers = List.of(rest.removeFirst().split(",", -1));
                case "--users" -> users = Integer.parseInt(rest.removeFirst()) & ~1;
                case "--rates" ->
                    rates = Arrays.stream(rest.removeFirst().split(",", -1))
                            .map(Double::valueOf)
                            .toList();
                case "--seconds" -> seconds = Double.parseDouble(rest.removeFirst());
                case "--warm-up" -> {
                    String[] parts = rest.removeFirst().split(",", -1);
                    warmUpRate = Double.parseDouble(parts[0]);
                    warmUpSeconds = Double.parseDouble(parts[1]);
                }
                case "--rounds" -> rounds = Integer.parseInt(rest.removeFirst());
                case "--seed" -> seed = Long.parseLong(rest.removeFirst());
                case "--port" -> port = Integer.parseInt(rest.removeFirst());
                case "--threads" -> threads = Integer.parseInt(rest.removeFirst());
                case "--launcher" -> launcher = Path.of(rest.removeFirst());
                case "--work" -> work = Path.of(rest.removeFirst());
                case "--out" -> out = Path.of(rest.removeFirst());
                case "--option" -> serverOptions.add(rest.removeFirst());
                case "--all-rates" -> stops = false;
                default -> throw new IllegalArgumentException("unknown option " + option + "; see --help");
            }
        }
        return new Options(
                help,
                servers,
                users,
                rates,
                seconds,
                warmUpRate,
                warmUpSeconds,
                rounds,
                seed,
                port,
                threads,
                launcher.toAbsolutePath(),
                work.toAbsolutePath(),
                out.toAbsolutePath(),
                List.copyOf(serverOptions),
                stops);
    }
}
