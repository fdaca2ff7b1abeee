package dev.tidings.launcher;

import dev.tidings.stores.ChildProcess;
import dev.tidings.stores.PidFile;
import dev.tidings.stores.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a launcher that was killed has left running beside the stores, which take care of themselves: application servers
 * and the balancer, whichever of them it was told to run.
 */
final class Leftovers {
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);
    private static final String PID = ".pid";

    private Leftovers() {}

    static void end(Path runFolder, Progress progress) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(runFolder)) {
            files = all.filter(Leftovers::isOurs).sorted().toList();
        }
        for (Path file : files) {
            PidFile pidFile = new PidFile(file);
            Optional<PidFile.Leftover> leftover = pidFile.leftover(List.of());
            if (leftover.isPresent()) {
                progress.say("Ending the " + name(file) + " of a start that was killed ...");
                ChildProcess.adopt(leftover.get().process()).end(END_PATIENCE);
            }
            pidFile.delete();
        }
    }

    private static boolean isOurs(Path file) {
        return file.toString().endsWith(PID)
                && Arrays.stream(StoreKind.values())
                        .noneMatch(kind -> kind.folder().equals(name(file)));
    }

    private static String name(Path pidFile) {
        String name = String.valueOf(pidFile.getFileName());
        return name.substring(0, name.length() - PID.length());
    }
}
