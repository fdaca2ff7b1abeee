package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The guard against growing costs: two builds in one run, A B B A, at fixed rates. Ends with 1 if the new one costs more than it may
 * and with 2 if that could not be measured.
 */
public final class Compare {
    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final double RATIO = 1.15;
    private static final int TOO_MUCH = 1;
    private static final int NOT_MEASURED = 2;

    /** What of {@code bench/run} is different here unless told otherwise. */
    private static final List<String> USUAL =
            List.of("--rates", "500,1000", "--seconds", "30", "--warm-up", "500,60", "--rounds", "2", "--all-rates");

    private static final String USAGE = """
            Compares two builds of Tidings in one run, old new new old: bench/compare OLD NEW [options]

              OLD, NEW                a tree that is checked out and built, or a launcher's tidings.jar
              --ratio N               by how much CPU per message and the p50 to the receiver may be multiplied
                                      (default: 1.15); if one grew by more, it ends with 1 and says which

            And the options of bench/run, of which these are different here unless they are given:
            """ + "  " + String.join(" ", USUAL) + "\n";

    private Compare() {}

    public static void main(String... arguments) throws InterruptedException {
        if (List.of(arguments).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        try {
            System.exit(compare(List.of(arguments)) ? 0 : TOO_MUCH);
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            System.exit(NOT_MEASURED);
        }
    }

    private static boolean compare(List<String> arguments) throws IOException, InterruptedException {
        List<Path> launchers = new ArrayList<>();
        List<String> rest = new ArrayList<>(USUAL);
        double limit = RATIO;
        for (Iterator<String> each = arguments.iterator(); each.hasNext(); ) {
            String argument = each.next();
            if (launchers.size() < 2 && !argument.startsWith("--")) {
                launchers.add(launcher(Path.of(argument)));
            } else if (argument.equals("--ratio") && each.hasNext()) {
                limit = Double.parseDouble(each.next());
            } else if (argument.equals("--servers") || argument.equals("--server")) {
                throw new IllegalArgumentException(argument + " is for bench/run: here the two builds are the servers");
            } else {
                rest.add(argument);
            }
        }
        if (launchers.size() < 2) {
            throw new IllegalArgumentException("OLD and NEW come first\n" + USAGE);
        }
        rest.addAll(List.of("--server", OLD + "=" + launchers.get(0), "--server", NEW + "=" + launchers.get(1)));
        Options options = Options.parse(rest.toArray(String[]::new));
        Report report = Bench.run(options, "bench/compare " + String.join(" ", arguments));
        Comparison comparison = Comparison.of(report.steps(), OLD, NEW, options.rates(), limit);
        Files.writeString(options.out().resolve("comparison.md"), comparison.words());
        System.out.println(report.table() + "\n" + comparison.words());
        return comparison.isPassed();
    }

    private static Path launcher(Path place) {
        Path jar = Files.isDirectory(place) ? place.resolve("launcher/target/tidings/tidings.jar") : place;
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    "there is no " + jar + ": build that tree with mvn -DskipTests package -pl launcher -am");
        }
        return jar;
    }
}
