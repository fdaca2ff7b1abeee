package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which processor cores are whose: all are everyone's, or the server's processes have one and the driver another.
 *
 * @param isOn whether there is a core each
 * @param serverCore of all the server's processes, as Linux counts cores; -1 if not pinned
 * @param driverCore of the driver's threads
 */
record Pinning(boolean isOn, int serverCore, int driverCore) {
    static final Pinning NONE = new Pinning(false, -1, -1);

    private static final String TASKSET = "taskset";

    /**
     * The first two cores that this process may use. Asked before the driver is pinned.
     *
     * @throws IllegalStateException if there are fewer, or no taskset to pin with
     */
    static Pinning oneCoreEach() {
        if (!Programs.isInstalled(TASKSET)) {
            throw new IllegalStateException("--pin needs taskset, which is not here (Debian's package util-linux)");
        }
        List<Integer> cores = cores(allowed(ProcessHandle.current().pid()));
        if (cores.size() < 2) {
            throw new IllegalStateException("--pin needs two cores, and this process may use only " + cores);
        }
        return new Pinning(true, cores.get(0), cores.get(1));
    }

    /** Holds all threads of this process on the driver's core; threads that come later inherit it. */
    void pinDriver() throws IOException, InterruptedException {
        if (isOn) {
            Programs.output(
                    TASKSET,
                    "-a",
                    "-p",
                    "-c",
                    Integer.toString(driverCore),
                    Long.toString(ProcessHandle.current().pid()));
        }
    }

    /** A server's command, run on its core; what it starts inherits that. */
    List<String> onServerCore(List<String> command) {
        if (!isOn) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of(TASKSET, "-c", Integer.toString(serverCore)));
        pinned.addAll(command);
        return pinned;
    }

    /** The same for a command that is yet to be started. */
    ProcessBuilder onServerCore(ProcessBuilder builder) {
        return builder.command(onServerCore(builder.command()));
    }

    /** What it means, for the reader of a table. */
    String words() {
        return isOn
                ? "server's processes on core " + serverCore + ", driver on core " + driverCore
                        + " (a JVM or an Erlang node that sees one processor sizes its pools and chooses its collector for one)"
                : "no, server and driver share all cores";
    }

    /** The cores a process may use, as Linux writes it: {@code 0-3,8}; empty if it has ended. */
    static String allowed(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Integer> cores(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            int first = Integer.parseInt(ends[0]);
            int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
            cores.addAll(IntStream.rangeClosed(first, last).boxed().toList());
        }
        return cores;
    }
}
