package dev.tidings.stores;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Remembers across a kill of the starter which process it started and with what command line. Process ids are reused, so
 * the time the process started is kept as well, and a process counts as ours only when both agree.
 */
public final class PidFile {
    /** The system tells a process's start relative to a boot time it rounds to seconds. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    public PidFile(Path file) {
        this.file = file;
    }

    /** A process an earlier start left behind, and whether it runs what would be run now. */
    public record Leftover(ProcessHandle process, boolean sameCommand) {}

    /** Notes a process that was started with {@code command}. */
    public void write(ProcessHandle process, List<String> command) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(process.pid()));
        properties.setProperty("started-ms", Long.toString(startedAt(process).toEpochMilli()));
        properties.setProperty("command", String.join("\n", command));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        PrivateFile.write(file, text.toString());
    }

    /** The noted process, if it still runs. */
    public Optional<Leftover> leftover(List<String> command) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        long pid = Long.parseLong(properties.getProperty("pid", "-1"));
        Instant started = Instant.ofEpochMilli(Long.parseLong(properties.getProperty("started-ms", "0")));
        boolean sameCommand = String.join("\n", command).equals(properties.getProperty("command"));
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process ->
                        Duration.between(started, startedAt(process)).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .map(process -> new Leftover(process, sameCommand));
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static Instant startedAt(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
