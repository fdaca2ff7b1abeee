package dev.tidings.launcher;

import java.util.OptionalInt;

/** Something that runs as a process of its own and is started, watched over and stopped by itself. */
interface Part {
    /** What a person calls it. */
    String label();

    /** Its name in the files of {@code run/}. */
    String name();

    /**
     * Starts it and returns when it answers.
     *
     * @throws LaunchException if it does not start; nothing of it runs then
     * @throws dev.tidings.stores.StoreException likewise, or because a store it needs did not start
     */
    void start();

    /** Ends it in good order, if it runs, and returns when it is gone. */
    void stop();

    /** As {@link #stop}, and no start from now on leaves anything running, not even one that is under way. */
    void close();

    boolean isAlive();

    /** How it ended by itself, as far as the system tells. */
    OptionalInt exitCode();
}
