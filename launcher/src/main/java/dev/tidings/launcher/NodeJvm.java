package dev.tidings.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the JVM of an application server is run, of Payara Server and Payara Micro alike. */
final class NodeJvm {
    /**
     * The optimizing compiler takes a large part of two cores in a node's first minutes. What it is asked for here is done sooner and
     * as good for code that mostly waits for sockets; docs/benchmark.md has the figures.
     */
    private static final List<String> LESS_TO_COMPILE =
            List.of("-XX:MaxInlineLevel=9", "-XX:InlineSmallCode=1000", "-XX:LoopUnrollLimit=20");

    /**
     * The heap is small beside what is in it, and shrinks again when that is gone, also on a node that has nothing to do: it shares a
     * small machine with the broker and the stores, whose files the kernel caches in what is left.
     */
    private static final List<String> GIVE_BACK =
            List.of("-XX:MinHeapFreeRatio=25", "-XX:MaxHeapFreeRatio=40", "-XX:G1PeriodicGCInterval=60000");

    /** MB that it keeps: a node without connections fills a third, and G1 begins to mark at less than a half. */
    private static final int HEAP_MIN = 384;

    private NodeJvm() {}

    /** The JVM's options; what the person at the terminal asked for comes last, so it counts. */
    static List<String> options(Options options) {
        List<String> all = new ArrayList<>();
        all.add("-Xmx" + options.heap());
        all.add("-XX:+UseG1GC");
        all.add("-XX:MinHeapSize=" + Math.min(HEAP_MIN, megabytes(options.heap())) + "m");
        all.addAll(GIVE_BACK);
        all.add("-XX:+ExitOnOutOfMemoryError");
        all.addAll(LESS_TO_COMPILE);
        all.addAll(options.javaOptions());
        return all;
    }

    private static int megabytes(String heap) {
        int number = Integer.parseInt(heap.substring(0, heap.length() - 1));
        return heap.toLowerCase(Locale.ROOT).endsWith("g") ? number * 1024 : number;
    }
}
