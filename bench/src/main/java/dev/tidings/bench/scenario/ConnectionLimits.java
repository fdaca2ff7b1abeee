package dev.tidings.bench.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many connections to one port of this machine Linux allows.
 *
 * @param driverFiles files that the driver may have open; each connection is one
 * @param serverFiles likewise of the server
 * @param ports from which one address can connect to one port
 */
record ConnectionLimits(long driverFiles, long serverFiles, long ports) {
    /** Jars, logs and connections to the stores. */
    private static final long OTHER_FILES = 1500;

    /** Someone else's connections. */
    private static final long OTHER_PORTS = 500;

    static ConnectionLimits of(long serverPid) throws IOException {
        return new ConnectionLimits(
                openFiles(Files.readString(Path.of("/proc/self/limits"))),
                openFiles(Files.readString(Path.of("/proc", Long.toString(serverPid), "limits"))),
                // Such a file gives everything at the first read or nothing more, and readString begins with a single
                // byte.
                ports(Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                        .get(0)));
    }

    /** @param limits the text of {@code /proc/<pid>/limits}; the soft limit counts, which a JVM has raised to the hard one */
    static long openFiles(String limits) {
        String name = "Max open files";
        String soft = limits.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no limit of open files"))
                .substring(name.length())
                .strip()
                .split("\\s+", 2)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
    }

    /** @param range the first and the last, both included */
    static long ports(String range) {
        String[] ends = range.strip().split("\\s+", 2);
        return Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
    }

    /** @throws IllegalStateException naming the limit in the way */
    void require(int connections) {
        if (connections > Math.min(driverFiles, serverFiles) - OTHER_FILES) {
            throw new IllegalStateException(connections + " connections and " + OTHER_FILES
                    + " other files are more than a process may have open here: " + this + "; see ulimit -n");
        }
        if (connections > ports - OTHER_PORTS) {
            throw new IllegalStateException(
                    connections + " connections are more than there are ports: " + this + "; see ip_local_port_range");
        }
    }
}
