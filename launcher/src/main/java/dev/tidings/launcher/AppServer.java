package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The application server with Tidings deployed on it, as one process. */
sealed interface AppServer permits PayaraServer, PayaraMicro {
    /** What a person calls it. */
    String label();

    /**
     * Starts it and returns when the application answers. What an earlier start left running is ended first.
     *
     * @param variables its environment
     * @param stores completed when the stores answer; most of the server needs none of them, so it need not wait
     * @throws LaunchException if it does not start; nothing of it runs then
     * @throws dev.tidings.stores.StoreException if a store did not; nothing of this runs then either
     */
    void start(Map<String, String> variables, CompletableFuture<?> stores);

    /** The process, once there is one. */
    Optional<ChildProcess> process();

    /** The log to look at first. */
    Path log();
}
