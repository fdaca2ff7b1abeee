package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    Path run = Path.of("");

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final FakePart redis = new FakePart();
    private final AtomicLong now = new AtomicLong();
    private Watch watch = watch();

    /** A part whose state the test sets. */
    private static final class FakePart implements Part {
        final List<String> calls = new ArrayList<>();
        boolean alive;
        OptionalInt exitCode = OptionalInt.empty();
        boolean failing;
        /** How many starts from now on are cut off by a kill. */
        int kills;

        @Override
        public String label() {
            return "Redis";
        }

        @Override
        public String name() {
            return "redis";
        }

        @Override
        public void start() {
            calls.add("start");
            if (kills > 0) {
                kills--;
                throw new PassingException("Redis was killed while it was starting.");
            }
            if (failing) {
                throw new LaunchException("the disk is full");
            }
            alive = true;
        }

        @Override
        public void stop() {
            calls.add("stop");
            alive = false;
        }

        @Override
        public void close() {
            stop();
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public OptionalInt exitCode() {
            return exitCode;
        }

        void ended(int code) {
            alive = false;
            exitCode = OptionalInt.of(code);
        }
    }

    @BeforeEach
    void watchTheFolder() {
        watch = watch();
    }

    private Watch watch() {
        return new Watch(redis, now::get, run, progress());
    }

    private Progress progress() {
        return new Progress(new PrintStream(terminal, true, StandardCharsets.UTF_8), InstantSource.system());
    }

    private String said() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatRunsIsLeftAlone() {
        redis.alive = true;

        watch.look();

        assertThat(redis.calls).isEmpty();
    }

    @Test
    void whatWasKilledIsStartedAgain() {
        redis.ended(137);

        watch.look();

        assertThat(redis.calls).containsExactly("start");
        assertThat(said()).contains("Redis has died (exit code 137)");
    }

    @Test
    void whatOthersDoMeanwhileIsStartedAgainAfterAPause() {
        FakePart other = new FakePart();
        other.alive = true;
        watch = new Watch(redis, List.of(other), Duration.ofSeconds(10), now::get, run, progress());
        redis.ended(137);

        watch.look();
        now.set(Duration.ofSeconds(9).toNanos());
        watch.look();
        assertThat(redis.calls).isEmpty();
        assertThat(said()).containsOnlyOnce("Redis has died (exit code 137)");

        now.set(Duration.ofSeconds(10).toNanos());
        watch.look();
        assertThat(redis.calls).containsExactly("start");
    }

    @Test
    void whatOthersDoIsStartedAtOnceWhenTheLastOfThemDiesOrSomebodyAsksForIt() throws IOException {
        FakePart other = new FakePart();
        other.alive = true;
        watch = new Watch(redis, List.of(other), Duration.ofSeconds(10), () -> 0, run, progress());
        redis.ended(137);
        watch.look();
        other.alive = false;
        watch.look();
        assertThat(redis.calls).containsExactly("start");

        other.alive = true;
        redis.ended(137);
        Files.createFile(run.resolve("redis.start"));
        watch.look();
        assertThat(redis.calls).containsExactly("start", "start");
    }

    @Test
    void whatEndedInAnUnknownWayIsStartedAgain() {
        watch.look();

        assertThat(redis.calls).containsExactly("start");
    }

    @Test
    void whatWasStoppedInGoodOrderStaysSoUntilItsStartFileAppears() throws IOException {
        redis.ended(143);
        watch.look();
        watch.look();
        assertThat(redis.calls).isEmpty();

        Files.createFile(run.resolve("redis.start"));
        watch.look();

        assertThat(redis.calls).containsExactly("start");
        assertThat(run.resolve("redis.start")).doesNotExist();
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
        watch.look();
    }

    @Test
    void aStartThatFailsIsSaidAndTriedAgainAfterLongerAndLongerPauses() {
        redis.ended(137);
        redis.failing = true;

        watch.look();
        after(Duration.ofSeconds(9));
        assertThat(redis.calls).containsExactly("start");
        assertThat(said()).contains("the disk is full", "Redis is started again in 10 s");

        after(Duration.ofSeconds(1));
        after(Duration.ofSeconds(19));
        assertThat(redis.calls).containsExactly("start", "start");

        redis.failing = false;
        after(Duration.ofSeconds(1));
        assertThat(redis.calls).containsExactly("start", "start", "start");
        assertThat(said()).contains("Redis runs again.").containsOnlyOnce("Redis has died");
    }

    @Test
    void aStartThatFailsForLongIsTriedEveryMinute() {
        redis.ended(137);
        redis.failing = true;
        watch.look();
        for (int i = 0; i < 100; i++) {
            after(Duration.ofMinutes(1));
        }

        assertThat(redis.calls).hasSize(101);
    }

    @Test
    void aStartThatFailedIsTriedAgainAtOnceWhenItsStartFileAppears() throws IOException {
        redis.ended(137);
        redis.failing = true;
        watch.look();
        redis.failing = false;
        Files.createFile(run.resolve("redis.start"));

        watch.look();

        assertThat(redis.calls).containsExactly("start", "start");
        assertThat(said()).contains("Redis runs again.");
    }

    @Test
    void whatIsKilledWhileItStartsIsStartedOnceMore() {
        redis.ended(137);
        redis.kills = 2;

        watch.look();

        assertThat(redis.calls).containsExactly("start", "start", "start");
        assertThat(said()).contains("Redis was killed while it was starting.", "Redis runs again.");
    }

    @Test
    void whatIsKilledAgainAndAgainWhileItStartsIsLeftAloneForAWhile() {
        redis.ended(137);
        redis.kills = 100;

        watch.look();
        watch.look();

        assertThat(redis.calls).containsExactly("start", "start", "start");
        assertThat(said()).contains("Redis is started again in 10 s");
    }

    @Test
    void itsRestartFileStopsItInGoodOrderAndStartsItAgain() throws IOException {
        redis.alive = true;
        Files.createFile(run.resolve("redis.restart"));

        watch.look();
        watch.look();

        assertThat(redis.calls).containsExactly("stop", "start");
        assertThat(run.resolve("redis.restart")).doesNotExist();
    }

    @Test
    void aRollingRestartTakesOneAfterTheOther() throws Exception {
        redis.alive = true;
        RollingRestart rolling = new RollingRestart(List.of(watch, watch), run, Duration.ZERO, progress());
        rolling.look();
        assertThat(redis.calls).isEmpty();

        Files.createFile(run.resolve("nodes.restart"));
        rolling.look();
        rolling.look();

        assertThat(redis.calls).containsExactly("stop", "start", "stop", "start");
    }

    @Test
    void aRollingRestartEndsAtTheFirstThatDoesNotComeBack() throws Exception {
        redis.alive = true;
        redis.failing = true;
        Files.createFile(run.resolve("nodes.restart"));

        new RollingRestart(List.of(watch, watch), run, Duration.ZERO, progress()).look();

        assertThat(redis.calls).containsExactly("stop", "start");
        assertThat(said()).contains("The other nodes are left as they are.");
    }
}
