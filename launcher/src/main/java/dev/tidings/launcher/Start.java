package dev.tidings.launcher;

import dev.tidings.stores.KilledException;
import java.util.function.Supplier;

/**
 * A start that is not given up for what passes: a part that was killed before it answered, an application server that refused
 * to deploy. What fails by itself is not tried again, because it would only fail later.
 */
final class Start {
    /** Whoever kills it more often than that means it. */
    private static final int ATTEMPTS_MAX = 3;

    private Start() {}

    /**
     * Returns when the part answers.
     *
     * @throws LaunchException if it does not start
     * @throws dev.tidings.stores.StoreException likewise
     */
    static void of(Part part, Progress progress) {
        of(
                part.label(),
                () -> {
                    part.start();
                    return part;
                },
                progress);
    }

    /** As {@link #of(Part, Progress)}, of whatever is started in another way. */
    static <T> T of(String label, Supplier<T> start, Progress progress) {
        for (int attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
            try {
                return start.get();
            } catch (PassingException | KilledException e) {
                progress.say(String.valueOf(e.getMessage()));
                progress.say("Starting " + label + " once more ...");
            }
        }
        return start.get();
    }
}
