package dev.tidings.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A launcher that runs, with what it started. */
final class Launch implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(8);
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 100;

    private final Path data;
    private final Path output;
    private final Process process;
    private final Thread hook = new Thread(this::end, "end of a launcher");

    private Launch(Path data, Path output, Process process) {
        this.data = data;
        this.output = output;
        this.process = process;
    }

    /**
     * Starts one and returns when it calls itself ready.
     *
     * @param jar the launcher's
     * @param data its folder, which is there
     * @param environment what is not for the command line
     */
    static Launch start(Path jar, Path data, List<String> options, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx128m",
                "-jar",
                jar.toString(),
                "--data",
                data.toString()));
        command.addAll(options);
        Path output = Path.of(data + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Launch started = new Launch(data, output, builder.start());
        Runtime.getRuntime().addShutdownHook(started.hook);
        try {
            started.awaitReady();
        } catch (RuntimeException | IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private void awaitReady() throws IOException {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Files.readString(output).contains("Tidings is ready.")) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IllegalStateException("Tidings did not start, see " + output);
            }
            Tidings.pause(POLL_MILLIS);
        }
    }

    /** A process that it watches, by the name that the launcher gives it. */
    Part part(String name, int port) {
        return new Part(name, port, data.resolve("run"), output);
    }

    Path data() {
        return data;
    }

    /** Stops everything that was started here, by force what does not go by itself. The data stays. */
    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void end() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            if (!process.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
