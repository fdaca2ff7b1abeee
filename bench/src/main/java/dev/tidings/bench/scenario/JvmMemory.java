package dev.tidings.bench.scenario;

import dev.tidings.bench.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap of another JVM on this machine, which must use G1, after a full garbage collection.
 *
 * @param committedKb taken from the system, used or not
 * @param usedKb by objects that are reachable
 */
record JvmMemory(long committedKb, long usedKb) {
    private static final Pattern G1 = Pattern.compile("garbage-first heap\\s+total (\\d+)K, used (\\d+)K");

    /** What the first one makes unreachable only in part, as through finalizers and cleaners, goes with the second. */
    private static final int COLLECTIONS = 2;

    static JvmMemory afterCollection(long pid) throws IOException, InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            String answer = jcmd(pid, "GC.run");
            if (!answer.contains("Command executed successfully")) {
                throw new IllegalStateException("no garbage was collected: " + answer);
            }
        }
        return parse(jcmd(pid, "GC.heap_info"));
    }

    /** @param heapInfo what {@code jcmd <pid> GC.heap_info} prints */
    static JvmMemory parse(String heapInfo) {
        Matcher heap = G1.matcher(heapInfo);
        if (!heap.find()) {
            throw new IllegalStateException("not the heap of G1: " + heapInfo);
        }
        return new JvmMemory(Long.parseLong(heap.group(1)), Long.parseLong(heap.group(2)));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("this needs a JDK: there is no " + program);
        }
        return Programs.output(program.toString(), Long.toString(pid), command);
    }
}
