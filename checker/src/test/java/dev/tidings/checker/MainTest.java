package dev.tidings.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private PrintStream out;
    private PrintStream err;

    @BeforeEach
    void listen() {
        out = new PrintStream(said, true, StandardCharsets.UTF_8);
        err = new PrintStream(complained, true, StandardCharsets.UTF_8);
    }

    private String file(String name, Story story) throws IOException {
        return Files.writeString(folder.resolve(name), story.text()).toString();
    }

    @Test
    void aHistoryThatHoldsEndsWithZero() throws IOException {
        String history = file("a.jsonl", new Story().acked("ann", "m1").tiersHave("m1"));

        int code = Main.run(List.of(history), out, err);

        assertThat(code).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .startsWith("1 messages in 12 lines")
                .contains("NO-ACKED-LOSS    holds (4)")
                .contains("HOOK-AFTER       not in this history");
    }

    @Test
    void aHistoryThatDoesNotEndsWithOneAndSaysWhy() throws IOException {
        String history = file("a.jsonl", new Story().acked("ann", "m1").tiersHave());

        int code = Main.run(List.of(history), out, err);

        assertThat(code).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("NO-ACKED-LOSS    BROKEN 4 times")
                .contains("    ann's m1 (line 1) was acked (line 2), but is not in ann's mailbox");
    }

    @Test
    void severalFilesAreOneHistoryAndMayBePacked() throws IOException {
        Path packed = folder.resolve("b.jsonl.gz");
        try (OutputStream to = new GZIPOutputStream(Files.newOutputStream(packed))) {
            to.write(new Story().tiersHave().text().getBytes(StandardCharsets.UTF_8));
        }

        int code = Main.run(List.of(file("a.jsonl", new Story().acked("ann", "m1")), packed.toString()), out, err);

        assertThat(code).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("read up to 0 (line 4)");
    }

    @Test
    void whatCannotBeReadEndsWithTwo() throws IOException {
        assertThat(Main.run(List.of(folder.resolve("none").toString()), out, err))
                .isEqualTo(2);
        assertThat(Main.run(List.of(), out, err)).isEqualTo(2);
        assertThat(Main.run(List.of("collect"), out, err)).isEqualTo(2);

        assertThat(complained.toString(StandardCharsets.UTF_8)).contains("none").contains("java -jar checker.jar");
    }
}
