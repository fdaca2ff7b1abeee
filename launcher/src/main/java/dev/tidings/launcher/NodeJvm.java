package dev.tidings.launcher;

import java.util.ArrayList;
import java.util.List;

/** How the JVM of an application server is run, of Payara Server and Payara Micro alike. */
final class NodeJvm {
    /**
     * The optimizing compiler takes a large part of two cores in a node's first minutes. What it is asked for here is done sooner and
     * as good for code that mostly waits for sockets; docs/benchmark.md has the figures.
     */
    private static final List<String> LESS_TO_COMPILE =
            List.of("-XX:MaxInlineLevel=9", "-XX:InlineSmallCode=1000", "-XX:LoopUnrollLimit=20");

    private NodeJvm() {}

    /** The JVM's options; what the person at the terminal asked for comes last, so it counts. */
    static List<String> options(Options options) {
        List<String> all = new ArrayList<>();
        all.add("-Xmx" + options.heap());
        all.add("-XX:+UseG1GC");
        all.add("-XX:+ExitOnOutOfMemoryError");
        all.addAll(LESS_TO_COMPILE);
        all.addAll(options.javaOptions());
        return all;
    }
}
