package dev.tidings.faults;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A process of the installation, which the launcher watches and starts again when it dies.
 *
 * @param name what the launcher calls it
 * @param port where it listens when it is there
 * @param run the launcher's folder of files about processes
 * @param output what the launcher says
 */
record Part(String name, int port, Path run, Path output) {
    private static final Duration START_PATIENCE = Duration.ofMinutes(8);
    private static final long POLL_MILLIS = 50;
    /** Longer than the launcher takes to start again what has died. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    /** Its process, if it runs. */
    Optional<ProcessHandle> process() {
        Properties pid = new Properties();
        try (Reader reader = Files.newBufferedReader(run.resolve(name + ".pid"))) {
            pid.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        String number = pid.getProperty("pid");
        return number == null
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(number)).filter(ProcessHandle::isAlive);
    }

    /** Ends it as a power cut would; the launcher starts it again by itself. */
    void kill9() {
        process().ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        });
    }

    /** Freezes it, or lets it go on. */
    void freeze(boolean frozen) {
        process().ifPresent(process -> {
            try {
                new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        });
    }

    /** Ends it in good order, so that it stays down until {@link #startAgain}. */
    void stop() {
        try {
            Files.deleteIfExists(startFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process().ifPresent(process -> {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        });
        // The launcher looks twice a second, and must have seen it.
        Tidings.pause(1_500);
    }

    void startAgain() {
        try {
            Files.writeString(startFile(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path startFile() {
        return run.resolve(name + ".start");
    }

    /**
     * Returns when its process is there and listens. A start that was struck down itself is tried again, which the launcher
     * leaves to an operator.
     */
    void awaitListening() {
        long until = System.nanoTime() + START_PATIENCE.toNanos();
        long tryAgain = System.nanoTime() + TRY_AGAIN.toNanos();
        while (process().isEmpty() || !isListening()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(name + " did not come back, see " + output);
            }
            if (process().isEmpty() && System.nanoTime() > tryAgain) {
                startAgain();
                tryAgain = System.nanoTime() + TRY_AGAIN.toNanos();
            }
            Tidings.pause(POLL_MILLIS);
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
