package dev.tidings.launcher;

import dev.tidings.stores.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Watches over one part. If it crashed or was killed it is started again at once. If it was stopped in good order, that was
 * on purpose, to see how the others do without it: it stays so until somebody makes the file {@code run/<part>.start} in the
 * data folder. The file {@code run/<part>.restart} stops it in good order and starts it again.
 */
final class Watch {
    /** What a program, and the JVM, ends with after SIGTERM. */
    private static final Set<Integer> IN_GOOD_ORDER = Set.of(0, 143);

    private final Part part;
    private final Path startFile;
    private final Path restartFile;
    private final Progress progress;
    private boolean stopped;

    Watch(Part part, Path runFolder, Progress progress) {
        this.part = part;
        this.startFile = runFolder.resolve(part.name() + ".start");
        this.restartFile = runFolder.resolve(part.name() + ".restart");
        this.progress = progress;
    }

    /** Looks at the part once, and does what is to be done; that may take as long as the part needs to start. */
    synchronized void look() {
        if (part.isAlive()) {
            if (consumed(restartFile)) {
                restart();
            }
            return;
        }
        if (!stopped) {
            OptionalInt code = part.exitCode();
            if (code.isPresent() && IN_GOOD_ORDER.contains(code.getAsInt())) {
                stopped = true;
                progress.say(part.label() + " was stopped and stays so; to start it again: touch " + startFile);
                return;
            }
            progress.say(part.label() + " has died" + (code.isPresent() ? " (exit code " + code.getAsInt() + ")" : "")
                    + "; starting it again ...");
        } else if (!consumed(startFile) && !consumed(restartFile)) {
            return;
        }
        start();
    }

    /** Whether it runs again afterwards. */
    synchronized boolean restart() {
        progress.say("Stopping " + part.label() + " to start it again ...");
        part.stop();
        return start();
    }

    private boolean start() {
        stopped = false;
        try {
            Start.of(part, progress);
            progress.say(part.label() + " runs again.");
            return true;
        } catch (LaunchException | StoreException e) {
            stopped = true;
            progress.say(String.valueOf(e.getMessage()));
            progress.say(part.label() + " stays stopped; to try again: touch " + startFile);
            return false;
        }
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
