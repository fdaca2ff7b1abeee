package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The application server with Tidings deployed on it, as one process. */
sealed interface AppServer permits PayaraServer, PayaraMicro {
    /** What a person calls it. */
    String label();

    /**
     * Starts it and returns when the application answers. What an earlier start left running is ended first.
     *
     * @param variables its environment
     * @throws LaunchException if it does not start; nothing of it runs then
     */
    void start(Map<String, String> variables);

    /** The process, once there is one. */
    Optional<ChildProcess> process();

    /** The log to look at first. */
    Path log();
}
