package dev.tidings.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The points are read when a process starts, so each test starts one. */
class CrashPointTest {
    @TempDir
    Path folder;

    private record Ended(int code, String said) {}

    private Ended passes(List<String> options, String... points) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add(Passer.class.getName());
        command.addAll(List.of(points));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said.strip());
    }

    private List<String> armed(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("points"), List.of(lines));
        return List.of("-Dtidings.crash-points=" + file);
    }

    @Test
    void withoutTheSwitchNothingHappens() throws Exception {
        assertThat(passes(List.of(), "AFTER_STORE", "AFTER_STORE")).isEqualTo(new Ended(0, "AFTER_STORE\nAFTER_STORE"));
    }

    @Test
    void theProcessHaltsWhenItComesToThePointForTheNthTime() throws Exception {
        Ended ended = passes(armed("AFTER_STORE halt 2"), "AFTER_STORE", "BEFORE_PUSH", "AFTER_STORE", "AFTER_STORE");

        assertThat(ended).isEqualTo(new Ended(CrashPoint.EXIT_CODE, "AFTER_STORE\nBEFORE_PUSH"));
    }

    @Test
    void aStepCanFailEachTime() throws Exception {
        Ended ended = passes(armed("BEFORE_PUSH fail"), "BEFORE_PUSH", "AFTER_PUSH", "BEFORE_PUSH");

        assertThat(ended).isEqualTo(new Ended(0, "fails\nAFTER_PUSH\nfails"));
    }

    @Test
    void anEmptyFileArmsNothing() throws Exception {
        assertThat(passes(armed(), "AFTER_STORE")).isEqualTo(new Ended(0, "AFTER_STORE"));
    }

    /** Comes to points in turn. */
    static final class Passer {
        private Passer() {}

        public static void main(String[] points) {
            for (String point : points) {
                try {
                    CrashPoint.valueOf(point).reach();
                    System.out.println(point);
                } catch (IllegalStateException e) {
                    System.out.println("fails");
                }
            }
        }
    }
}
