package dev.tidings.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs other programs, their output in a file. */
final class Programs {
    private Programs() {}

    static boolean isInstalled(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static Process start(Path output, String... command) throws IOException {
        return builder(output, command).start();
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
