package dev.tidings.launcher;

import java.nio.file.Path;

/** The application server with Tidings deployed on it, as one process. Its start returns when the application answers. */
interface AppServer extends Part {
    /** The log to look at first. */
    Path log();
}
