package dev.tidings.launcher;

import dev.tidings.stores.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides what happens to a part that has ended. One that crashed or was killed is started again at once. One that was
 * stopped in good order was stopped on purpose, to see how the others do without it: it stays so until somebody makes the
 * file {@code run/<part>.start} in the data folder.
 */
final class Watch {
    /** What a program, and the JVM, ends with after SIGTERM. */
    private static final Set<Integer> IN_GOOD_ORDER = Set.of(0, 143);

    private final Path runFolder;
    private final Progress progress;
    private final Set<String> stopped = new HashSet<>();

    Watch(Path runFolder, Progress progress) {
        this.runFolder = runFolder;
        this.progress = progress;
    }

    /** Looks at one part once. */
    void look(String label, String name, boolean alive, Supplier<OptionalInt> exitCode, Runnable start) {
        if (alive) {
            return;
        }
        Path startFile = runFolder.resolve(name + ".start");
        if (!stopped.contains(name)) {
            OptionalInt code = exitCode.get();
            if (code.isPresent() && IN_GOOD_ORDER.contains(code.getAsInt())) {
                stopped.add(name);
                progress.say(label + " was stopped and stays so; to start it again: touch " + startFile);
                return;
            }
            progress.say(label + " has died" + (code.isPresent() ? " (exit code " + code.getAsInt() + ")" : "")
                    + "; starting it again ...");
        } else if (!consumed(startFile)) {
            return;
        }
        stopped.remove(name);
        try {
            start.run();
            progress.say(label + " runs again.");
        } catch (LaunchException | StoreException e) {
            stopped.add(name);
            progress.say(String.valueOf(e.getMessage()));
            progress.say(label + " stays stopped; to try again: touch " + startFile);
        }
    }

    private static boolean consumed(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LaunchException("The file " + file + " cannot be deleted.", e);
        }
    }
}
