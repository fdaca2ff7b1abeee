package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    Path run = Path.of("");

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final AtomicInteger starts = new AtomicInteger();
    private Watch watch = watch();

    @BeforeEach
    void watchTheFolder() {
        watch = watch();
    }

    private Watch watch() {
        return new Watch(
                run, new Progress(new PrintStream(terminal, true, StandardCharsets.UTF_8), InstantSource.system()));
    }

    private void look(boolean alive, OptionalInt exitCode) {
        watch.look("Redis", "redis", alive, () -> exitCode, starts::incrementAndGet);
    }

    @Test
    void whatRunsIsLeftAlone() {
        look(true, OptionalInt.empty());

        assertThat(starts).hasValue(0);
    }

    @Test
    void whatWasKilledIsStartedAgain() {
        look(false, OptionalInt.of(137));

        assertThat(starts).hasValue(1);
        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("Redis has died (exit code 137)");
    }

    @Test
    void whatEndedInAnUnknownWayIsStartedAgain() {
        look(false, OptionalInt.empty());

        assertThat(starts).hasValue(1);
    }

    @Test
    void whatWasStoppedInGoodOrderStaysSoUntilItsStartFileAppears() throws IOException {
        look(false, OptionalInt.of(143));
        look(false, OptionalInt.of(143));
        assertThat(starts).hasValue(0);

        Files.createFile(run.resolve("redis.start"));
        look(false, OptionalInt.of(143));

        assertThat(starts).hasValue(1);
        assertThat(run.resolve("redis.start")).doesNotExist();
    }

    @Test
    void aStartThatFailsIsSaidAndNotTriedForEver() {
        Runnable failing = () -> {
            starts.incrementAndGet();
            throw new LaunchException("the disk is full");
        };

        watch.look("Redis", "redis", false, () -> OptionalInt.of(137), failing);
        watch.look("Redis", "redis", false, () -> OptionalInt.of(137), failing);

        assertThat(starts).hasValue(1);
        assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("the disk is full");
    }
}
