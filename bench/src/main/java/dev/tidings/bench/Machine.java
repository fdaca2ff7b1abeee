package dev.tidings.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a run was made.
 *
 * @param cores that this process may use before anything is pinned
 * @param processor its model, as Linux tells it
 * @param memoryMb of the machine
 * @param kernel its name and version
 * @param jdk of the driver, and of Tidings unless it brings its own
 * @param fileSystem of the folder in which servers keep their data; a sync costs nothing on tmpfs, and nothing is written
 * @param loadBefore processes that ran or waited for a core in the minute before: what else the machine had to do
 */
public record Machine(
        int cores, String processor, long memoryMb, String kernel, String jdk, String fileSystem, double loadBefore) {
    /** This one; {@code work} must be there. */
    public static Machine here(Path work) {
        try {
            return new Machine(
                    Runtime.getRuntime().availableProcessors(),
                    field("/proc/cpuinfo", "model name"),
                    Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1024,
                    System.getProperty("os.name") + " " + System.getProperty("os.version"),
                    System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                    Files.getFileStore(work).type(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                // Not every architecture names its processor.
                .orElse("unknown");
    }

    public String words() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %d MB, %s, %s, %s; load before: %.1f",
                cores,
                processor,
                memoryMb,
                kernel,
                jdk,
                fileSystem,
                loadBefore);
    }
}
