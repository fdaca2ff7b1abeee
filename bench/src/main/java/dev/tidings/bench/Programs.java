package dev.tidings.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs other programs, their output in a file. */
public final class Programs {
    private Programs() {}

    static boolean isInstalled(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static Process start(Path output, String... command) throws IOException {
        return builder(output, command).start();
    }

    /** Starts a server; if this program is ended before it has stopped it, it ends as well. */
    static Process startServer(ProcessBuilder server) throws IOException {
        Process process = server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end " + process.pid()));
        return process;
    }

    static ProcessBuilder builder(Path output, String... command) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    }

    static int exit(Path output, String... command) throws IOException, InterruptedException {
        return start(output, command).waitFor();
    }

    static void run(Path output, String... command) throws IOException, InterruptedException {
        if (exit(output, command) != 0) {
            throw new IllegalStateException(command[0] + " failed, see " + output);
        }
    }

    /**
     * What a program says, standard error included, without the space around it.
     *
     * @throws IllegalStateException with what it says if it fails
     */
    public static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
        }
        return said;
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
