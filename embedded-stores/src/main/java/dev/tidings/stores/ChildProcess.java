package dev.tidings.stores;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process that outlives its starter if it must: in a session of its own (so that Ctrl-C in the terminal reaches the
 * starter alone, which then stops everything in order), with its output in a log file, and found again by its pid file.
 */
public final class ChildProcess {
    /** What {@link #exitCode()} is after {@code kill -9}. */
    public static final int KILLED = 137;

    private static final long LOG_LIMIT_BYTES = 20L * 1024 * 1024;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final ProcessHandle handle;
    private final @Nullable Process own;

    private ChildProcess(ProcessHandle handle, @Nullable Process own) {
        this.handle = handle;
        this.own = own;
    }

    /** A process of an earlier start that goes on as it is. */
    public static ChildProcess adopt(ProcessHandle handle) {
        return new ChildProcess(handle, null);
    }

    /**
     * Starts {@code command} and notes it in {@code pidFile}.
     *
     * @param environment set on top of the starter's own; may hold secrets, as only the same user can read it
     */
    public static ChildProcess launch(
            List<String> command, Path workingFolder, Map<String, String> environment, Path log, PidFile pidFile)
            throws IOException {
        turnOver(log);
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            line.add(SETSID.toString());
        }
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(workingFolder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            pidFile.write(process.toHandle(), command);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        return new ChildProcess(process.toHandle(), process);
    }

    /** One older log is kept, so that the folder stays small for years. */
    private static void turnOver(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public long pid() {
        return handle.pid();
    }

    public boolean isAlive() {
        return handle.isAlive();
    }

    /** How it ended; empty while it runs, and for an adopted process, whose end the system tells only its parent. */
    public OptionalInt exitCode() {
        return own == null || own.isAlive() ? OptionalInt.empty() : OptionalInt.of(own.exitValue());
    }

    /** Asks it to end, and kills it if it has not done so in time. Returns when it is gone. */
    public void end(Duration patience) {
        // A stopped process would sit on the request until someone continues it.
        signal("CONT");
        handle.destroy();
        if (!waitForEnd(patience)) {
            kill9();
        }
    }

    /** Ends it as a power cut would. Returns when it is gone. */
    public void kill9() {
        handle.destroyForcibly();
        if (!waitForEnd(Duration.ofSeconds(30))) {
            throw new StoreException("Process " + pid() + " cannot be killed; see whether its disk hangs.");
        }
    }

    /** Freezes it: its port accepts connections and never answers. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private boolean waitForEnd(Duration patience) {
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + pid(), e);
        }
    }

    private void signal(String name) {
        if (!handle.isAlive()) {
            return;
        }
        try {
            // The shell's own kill: the program of that name is not on every machine.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() != 0 && handle.isAlive()) {
                throw new StoreException("Signal " + name + " to process " + pid() + " failed: " + output.strip());
            }
        } catch (IOException e) {
            throw new StoreException("Signal " + name + " to process " + pid() + " failed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The command line of a JVM like this one: same Java, given class path and main class.
     *
     * @param heap as {@code -Xmx} takes it
     * @param collector without {@code -XX:+Use}, for example {@code SerialGC}
     */
    public static List<String> java(
            String heap, String collector, String classPath, String mainClass, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(
                javaProgram().toString(),
                "-Xmx" + heap,
                "-XX:+Use" + collector,
                // A store that ran out of memory must not linger half alive.
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                mainClass));
        line.addAll(arguments);
        return List.copyOf(line);
    }

    /** The program of the JVM this runs in. */
    public static Path javaProgram() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    }

    /** What to do about a process that ended by itself, if its last output says so in words that are known. */
    public static Optional<String> remedy(String output) {
        return Remedies.of(output);
    }
}
