package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What processes have used since they started, as Linux counts it, by part of the server.
 *
 * @param cpuMillis user and system time
 * @param writtenBytes given to the disk
 * @param residentKb memory held now
 */
public record Usage(Map<String, Long> cpuMillis, Map<String, Long> writtenBytes, Map<String, Long> residentKb) {
    /** Clock ticks are 10 ms on every Linux that a JVM runs on. */
    private static final long MILLIS_PER_TICK = 10;

    private static final int UTIME = 11;
    private static final int STIME = 12;

    public static Usage of(Map<String, List<Long>> processes) {
        Map<String, Long> cpu = new LinkedHashMap<>();
        Map<String, Long> written = new LinkedHashMap<>();
        Map<String, Long> resident = new LinkedHashMap<>();
        processes.forEach((part, pids) -> {
            cpu.put(part, pids.stream().mapToLong(Usage::cpuMillis).sum());
            written.put(
                    part,
                    pids.stream()
                            .mapToLong(pid -> field(pid, "io", "write_bytes:"))
                            .sum());
            resident.put(
                    part,
                    pids.stream()
                            .mapToLong(pid -> field(pid, "status", "VmRSS:"))
                            .sum());
        });
        return new Usage(cpu, written, resident);
    }

    /** What was used from one reading to this one; memory is what is held now. */
    public Usage since(Usage before) {
        return new Usage(minus(cpuMillis, before.cpuMillis), minus(writtenBytes, before.writtenBytes), residentKb);
    }

    long cpu() {
        return cpuMillis.values().stream().mapToLong(Long::longValue).sum();
    }

    long written() {
        return writtenBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> minus(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> difference = new LinkedHashMap<>();
        now.forEach((part, value) -> difference.put(part, value - before.getOrDefault(part, 0L)));
        return difference;
    }

    private static long cpuMillis(long pid) {
        String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
        int afterName = stat.lastIndexOf(')') + 2;
        if (afterName < 2) {
            return 0;
        }
        String[] fields = stat.substring(afterName).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MILLIS_PER_TICK;
    }

    private static long field(long pid, String file, String name) {
        return read(Path.of("/proc", Long.toString(pid), file))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** A process that has ended has used nothing that can still be told. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }
}
