package dev.tidings.stores;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One store in a process of its own, which can be started, ended, killed and frozen without the others noticing more than
 * its absence. Its data lies in its folder and survives all of that.
 */
public final class StoreProcess implements AutoCloseable {
    /** Covers a recovery after kill -9 with a full journal on a slow disk. */
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

    private static final Duration ADOPT_PATIENCE = Duration.ofSeconds(5);
    private static final Duration END_PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MS = 20;
    private static final int TAIL_BYTES = 4_000;
    private static final int TAIL_LINES = 5;

    private final StoreProgram program;
    private final Path log;
    private final PidFile pidFile;
    /** Also read without the lock: a start that waits for its answer can be ended from elsewhere. */
    private volatile @Nullable ChildProcess process;

    /** Held while a process is made or taken over, so that whoever ends the store finds it, or it is not made at all. */
    private final Object making = new Object();

    private boolean closed;

    StoreProcess(StoreProgram program, Path runFolder, Path logFolder) {
        this.program = program;
        this.log = logFolder.resolve(program.kind().folder() + ".log");
        this.pidFile = new PidFile(runFolder.resolve(program.kind().folder() + ".pid"));
    }

    /** How a store came to run. */
    public enum Started {
        /** A new process. */
        NEW,
        /** The process of an earlier start that was killed: it runs with the same settings and answers. */
        TAKEN_OVER,
        /** It ran already. */
        RUNNING
    }

    /**
     * Starts the store, or takes over the one an earlier start left behind, and returns when it answers.
     *
     * @throws StoreException if it does not; nothing of it runs then
     */
    public synchronized Started start() {
        if (isAlive()) {
            return Started.RUNNING;
        }
        try {
            if (takeOver()) {
                return Started.TAKEN_OVER;
            }
            requireFreePort();
            Files.createDirectories(program.data());
            Files.createDirectories(Optional.ofNullable(log.getParent()).orElseThrow());
            program.prepare();
            long before = Files.exists(log) ? Files.size(log) : 0;
            List<String> command = program.command();
            synchronized (making) {
                requireNotClosed();
                process = ChildProcess.launch(command, program.data(), Map.of(), log, pidFile);
            }
            awaitAnswer(before);
            return Started.NEW;
        } catch (IOException e) {
            throw new StoreException(kind().label() + " could not be started: " + e.getMessage(), e);
        }
    }

    private boolean takeOver() throws IOException {
        Optional<PidFile.Leftover> leftover = pidFile.leftover(program.command());
        if (leftover.isEmpty()) {
            return false;
        }
        ChildProcess found = ChildProcess.adopt(leftover.get().process());
        if (leftover.get().sameCommand() && program.isPrepared()) {
            found.resume();
            if (answersWithin(found, ADOPT_PATIENCE)) {
                synchronized (making) {
                    if (!closed) {
                        process = found;
                        return true;
                    }
                }
            }
        }
        found.end(END_PATIENCE);
        return false;
    }

    private void requireNotClosed() {
        if (closed) {
            throw new StoreException(kind().label() + " is not started any more: everything is being stopped.");
        }
    }

    private void requireFreePort() {
        if (!Wire.isFree(port())) {
            throw new StoreException("Port " + port() + ", which " + kind().label()
                    + " should listen on, is in use: stop what listens there, choose another port, or run "
                    + kind().label() + " elsewhere and give its address as " + kind().urlKey() + ".");
        }
    }

    private void awaitAnswer(long logSizeBefore) throws IOException {
        ChildProcess started = Objects.requireNonNull(process);
        if (answersWithin(started, READY_PATIENCE)) {
            return;
        }
        boolean ended = !started.isAlive();
        if (!ended) {
            started.end(END_PATIENCE);
        }
        process = null;
        if (started.exitCode().orElse(0) == ChildProcess.KILLED && ended) {
            throw new KilledException(kind().label() + " was killed while it was starting.");
        }
        String said = tail(logSizeBefore);
        throw new StoreException(kind().label()
                + (ended
                        ? " ended while it was starting. "
                        : " did not answer on port " + port() + " within " + READY_PATIENCE.toSeconds() + " s. ")
                + Remedies.of(said).map(remedy -> remedy + " ").orElse("")
                + "Its log is " + log + "; it ends with:\n" + said);
    }

    private boolean answersWithin(ChildProcess candidate, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (candidate.isAlive() && System.nanoTime() < deadline) {
            try {
                if (program.answers()) {
                    return true;
                }
            } catch (IOException notYet) {
                // Refused, reset or silent is what a server that is still starting looks like; the deadline decides.
            }
            pause(POLL_MS);
        }
        return false;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("Interrupted while a store was starting.", e);
        }
    }

    private String tail(long from) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (var channel = Files.newByteChannel(log)) {
            long size = channel.size();
            // A log that was turned over at the start is new from its first byte.
            channel.position(Math.max(size - TAIL_BYTES, from <= size ? from : 0));
            byte[] bytes = Channels.newInputStream(channel).readNBytes(TAIL_BYTES);
            List<String> lines = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.stream().skip(Math.max(0, lines.size() - TAIL_LINES)).collect(joining("\n"));
        }
    }

    /** Ends the store as its makers intend, and returns when it is gone; kills it if it takes more than half a minute. */
    public void stop() {
        ChildProcess current = process;
        if (current != null) {
            current.end(END_PATIENCE);
            forget(current);
        }
    }

    /** Ends the store as a power cut would, and returns when it is gone. */
    public void kill9() {
        ChildProcess current = process;
        if (current != null) {
            current.kill9();
            forget(current);
        }
    }

    private synchronized void forget(ChildProcess ended) {
        try {
            if (process == ended) {
                process = null;
                pidFile.delete();
            }
        } catch (IOException e) {
            throw new StoreException("The pid file of " + kind().label() + " cannot be deleted.", e);
        }
    }

    /** Stops and starts this store alone. */
    public synchronized void restart() {
        stop();
        start();
    }

    /** Freezes the store: connections are accepted and nothing answers, until {@link #resume}. */
    public void pause() {
        running().pause();
    }

    /** Lets a frozen store go on. */
    public void resume() {
        running().resume();
    }

    private ChildProcess running() {
        ChildProcess current = process;
        if (current == null) {
            throw new IllegalStateException(kind().label() + " is not running");
        }
        return current;
    }

    /** Leaves the process running and forgets nothing: the next start takes it over. */
    public void letGo() {
        process = null;
    }

    /** As {@link #stop}, and no start from now on succeeds, not even one that is under way. */
    @Override
    public void close() {
        refuseStarts();
        stop();
    }

    void refuseStarts() {
        synchronized (making) {
            closed = true;
        }
    }

    public StoreKind kind() {
        return program.kind();
    }

    public int port() {
        return program.port();
    }

    public boolean isAlive() {
        ChildProcess current = process;
        return current != null && current.isAlive();
    }

    /** The process id; the store must be running. */
    public long pid() {
        return running().pid();
    }

    /** How the process ended by itself; empty while it runs, after {@link #stop}, and when the system does not tell. */
    public OptionalInt exitCode() {
        ChildProcess current = process;
        return current == null ? OptionalInt.empty() : current.exitCode();
    }

    /** Where the process's own output goes. */
    public Path log() {
        return log;
    }

    /** The configuration keys by which Tidings finds this store; may hold a password. */
    public Map<String, String> config() {
        return program.config();
    }

    @Override
    public String toString() {
        return Stream.of(kind().label(), "port " + port(), log.toString()).collect(joining(", "));
    }
}
