package dev.tidings.launcher;

import dev.tidings.stores.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Watches over one part. If it crashed or was killed it is started again: at once, or if others do its work meanwhile a little
 * later, since its clients come to them and a start takes the processor that they need. If it was stopped in good order, that was
 * on purpose, to see how the others do without it: it stays so until somebody makes the file {@code run/<part>.start} in the
 * data folder. The file {@code run/<part>.restart} stops it in good order and starts it again. What does not start again is
 * tried again, after longer and longer pauses: whatever it needs may be back by then.
 */
final class Watch {
    /** What a program, and the JVM, ends with after SIGTERM. */
    private static final Set<Integer> IN_GOOD_ORDER = Set.of(0, 143);
    /** After the first start that failed; twice as long after each further one. */
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(10);

    private static final Duration RETRY_PAUSE_MAX = Duration.ofMinutes(1);

    private final Part part;
    private final List<? extends Part> others;
    private final Duration pause;
    private final LongSupplier nanos;
    private final Path startFile;
    private final Path restartFile;
    private final Progress progress;
    private boolean stopped;
    /** When it was found dead. */
    private OptionalLong diedAt = OptionalLong.empty();
    /** Starts that failed since it ran last. */
    private int failures;

    private long retryAt;

    /** Watches over a part that nothing can do without. */
    Watch(Part part, LongSupplier nanos, Path runFolder, Progress progress) {
        this(part, List.of(), Duration.ZERO, nanos, runFolder, progress);
    }

    /**
     * @param others that do the part's work while one of them is alive
     * @param pause how long they are left alone with it after it has died
     */
    Watch(
            Part part,
            List<? extends Part> others,
            Duration pause,
            LongSupplier nanos,
            Path runFolder,
            Progress progress) {
        this.part = part;
        this.others = others;
        this.pause = pause;
        this.nanos = nanos;
        this.startFile = runFolder.resolve(part.name() + ".start");
        this.restartFile = runFolder.resolve(part.name() + ".restart");
        this.progress = progress;
    }

    /** Looks at the part once, and does what is to be done; that may take as long as the part needs to start. */
    synchronized void look() {
        if (part.isAlive()) {
            failures = 0;
            if (consumed(restartFile)) {
                restart();
            }
            return;
        }
        if (failures > 0) {
            if (nanos.getAsLong() - retryAt < 0 && !consumed(startFile)) {
                return;
            }
        } else if (!stopped) {
            OptionalInt code = part.exitCode();
            if (code.isPresent() && IN_GOOD_ORDER.contains(code.getAsInt())) {
                stopped = true;
                progress.say(part.label() + " was stopped and stays so; to start it again: touch " + startFile);
                return;
            }
            if (isLeftToOthers(code) && !consumed(startFile)) {
                return;
            }
        } else if (!consumed(startFile) && !consumed(restartFile)) {
            return;
        }
        start();
    }

    /** Says at first that it has died. */
    private boolean isLeftToOthers(OptionalInt exitCode) {
        boolean othersServe = others.stream().anyMatch(Part::isAlive);
        if (diedAt.isEmpty()) {
            diedAt = OptionalLong.of(nanos.getAsLong());
            progress.say(part.label() + " has died"
                    + (exitCode.isPresent() ? " (exit code " + exitCode.getAsInt() + ")" : "")
                    + (othersServe
                            ? "; its clients go to the others, it is started again in " + pause.toSeconds() + " s"
                            : "; starting it again ..."));
        }
        return othersServe && nanos.getAsLong() - diedAt.getAsLong() < pause.toNanos();
    }

    /** Whether it runs again afterwards. */
    synchronized boolean restart() {
        progress.say("Stopping " + part.label() + " to start it again ...");
        part.stop();
        return start();
    }

    private boolean start() {
        stopped = false;
        diedAt = OptionalLong.empty();
        try {
            Start.of(part, progress);
            failures = 0;
            progress.say(part.label() + " runs again.");
            return true;
        } catch (LaunchException | StoreException e) {
            failures++;
            Duration wait = retryPause(failures);
            retryAt = nanos.getAsLong() + wait.toNanos();
            progress.say(String.valueOf(e.getMessage()));
            progress.say(part.label() + " is started again in " + wait.toSeconds() + " s; at once: touch " + startFile);
            return false;
        }
    }

    private static Duration retryPause(int failures) {
        // Beyond a handful of doublings it is the longest anyway.
        Duration pause = RETRY_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(RETRY_PAUSE_MAX) < 0 ? pause : RETRY_PAUSE_MAX;
    }

    /** Whether somebody has made this file; it is gone then. */
    static boolean consumed(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LaunchException("The file " + file + " cannot be deleted.", e);
        }
    }
}
