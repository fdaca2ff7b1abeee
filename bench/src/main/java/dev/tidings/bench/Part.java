package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one part of a server really runs, read from its processes.
 *
 * @param cores its processes may use, as Linux writes it
 * @param collector of its JVM; "none" if it is no JVM
 */
record Part(String cores, String collector) {
    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use(\\w+)GC\\b");

    static Map<String, Part> of(Map<String, List<Long>> processes) throws IOException, InterruptedException {
        Map<String, Part> parts = new LinkedHashMap<>();
        for (Map.Entry<String, List<Long>> each : processes.entrySet()) {
            long pid = each.getValue().get(0);
            parts.put(each.getKey(), new Part(Pinning.allowed(pid), collector(pid)));
        }
        return parts;
    }

    /** Asked of the JVM itself: which one it chose cannot be told from its command line. */
    private static String collector(long pid) throws IOException, InterruptedException {
        Path program = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"));
        if (!program.endsWith("java")) {
            return "none";
        }
        String flags = Programs.output(program.resolveSibling("jcmd").toString(), Long.toString(pid), "VM.flags");
        return Arrays.stream(flags.split("\\s+"))
                .map(COLLECTOR::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .findFirst()
                .orElse("unknown");
    }
}
