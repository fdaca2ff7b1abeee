package dev.tidings.launcher;

import dev.tidings.stores.KilledException;

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
        for (int attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
            try {
                part.start();
                return;
            } catch (PassingException | KilledException e) {
                progress.say(String.valueOf(e.getMessage()));
                progress.say("Starting " + part.label() + " once more ...");
            }
        }
        part.start();
    }
}
