package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.PidFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The process of one part: at most one at a time, and none any more once it is closed. */
final class OneProcess {
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);

    private final String label;
    private final PidFile pidFile;
    private @Nullable ChildProcess process;
    private boolean closed;

    OneProcess(String label, Path pidFile) {
        this.label = label;
        this.pidFile = new PidFile(pidFile);
    }

    /** @throws LaunchException once it is closed */
    synchronized void launch(List<String> command, Path workingFolder, Map<String, String> variables, Path log)
            throws IOException {
        if (closed) {
            throw new LaunchException(label + " is not started any more: everything is being stopped.");
        }
        process = ChildProcess.launch(command, workingFolder, variables, log, pidFile);
    }

    /** Ends it as its makers intend, if it runs; by force if that takes more than a minute. */
    void end() {
        ChildProcess current = current();
        if (current != null) {
            current.end(END_PATIENCE);
            forget(current);
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        end();
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized OptionalInt exitCode() {
        return process == null ? OptionalInt.empty() : process.exitCode();
    }

    private synchronized @Nullable ChildProcess current() {
        return process;
    }

    private synchronized void forget(ChildProcess ended) {
        if (process == ended) {
            process = null;
        }
    }
}
