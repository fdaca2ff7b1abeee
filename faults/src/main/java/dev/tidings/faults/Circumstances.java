package dev.tidings.faults;

import dev.tidings.checker.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was going on when an invariant broke: the lines of the histories that a report names, between the run's faults. */
final class Circumstances {
    private static final Pattern NAMED = Pattern.compile("\\(line (\\d+)\\)");
    private static final Pattern TIME = Pattern.compile("\"t\":(\\d+)");
    private static final String FAULT = "\"event\":\"FAULT\"";
    private static final double NANOS = 1e9;

    private record Moment(long nanos, String what) {}

    private Circumstances() {}

    /**
     * One line for each moment, with its second since the first fault; empty if everything holds.
     *
     * @param histories in the order in which they were judged: their lines are counted through
     */
    static String of(Report report, List<Path> histories) throws IOException {
        if (report.holds()) {
            return "";
        }
        Set<Integer> named = new HashSet<>();
        NAMED.matcher(report.text()).results().forEach(it -> named.add(Integer.parseInt(it.group(1))));
        List<Moment> moments = new ArrayList<>();
        int number = 0;
        for (Path history : histories) {
            try (BufferedReader lines = Files.newBufferedReader(history)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (line.contains(FAULT)) {
                        moments.add(new Moment(time(line), line));
                    } else if (named.contains(number)) {
                        moments.add(new Moment(time(line), "line " + number + " " + line));
                    }
                }
            }
        }
        moments.sort(Comparator.comparingLong(Moment::nanos));
        long start = moments.stream()
                .filter(it -> it.what().contains(FAULT))
                .mapToLong(Moment::nanos)
                .findFirst()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        moments.forEach(it ->
                text.append(String.format(Locale.ROOT, "%9.3f s  %s%n", (it.nanos() - start) / NANOS, it.what())));
        return text.toString();
    }

    private static long time(String line) {
        Matcher time = TIME.matcher(line);
        return time.find() ? Long.parseLong(time.group(1)) : 0;
    }
}
