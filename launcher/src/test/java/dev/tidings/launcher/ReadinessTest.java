package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
    /** Nothing listens there. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    @TempDir
    Path folder = Path.of("");

    /** A server that runs and never answers, unless it ended. */
    private record SilentServer(Path log, boolean isAlive, OptionalInt exitCode) implements AppServer {
        static SilentServer running(Path log) {
            return new SilentServer(log, true, OptionalInt.empty());
        }

        @Override
        public String label() {
            return "Node 2";
        }

        @Override
        public String name() {
            return "node2";
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }

    @Test
    void anApplicationThatPayaraMisreadIsWorthAnotherTry() throws IOException {
        Path log = log("SEVERE: Exception while preparing the app : DeploymentContext does not contain any EJB");

        assertThatThrownBy(() -> readiness(SilentServer.running(log), 0).awaitApplication(NOWHERE))
                .isInstanceOf(PassingException.class)
                .hasMessageContaining("Node 2 did not take the application")
                .hasMessageContaining("does not contain any EJB");
    }

    @Test
    void anApplicationThatFailsByItselfIsNot() throws IOException {
        Path log = log("SEVERE: Exception while loading the app : im.token.secret is missing");

        assertThatThrownBy(() -> readiness(SilentServer.running(log), 0).awaitApplication(NOWHERE))
                .isInstanceOf(LaunchException.class)
                .isNotInstanceOf(PassingException.class)
                .hasMessageContaining("im.token.secret is missing");
    }

    @Test
    void whatWasSaidBeforeTheLaunchIsNotHeldAgainstIt() throws IOException {
        Path log = log("SEVERE: Exception while preparing the app : an earlier run");
        SilentServer killed = new SilentServer(log, false, OptionalInt.of(137));

        assertThatThrownBy(() -> readiness(killed, Files.size(log)).awaitApplication(NOWHERE))
                .isInstanceOf(PassingException.class)
                .hasMessage("Node 2 was killed while it was starting.");
    }

    private Path log(String line) throws IOException {
        return Files.writeString(folder.resolve("node2.log"), line + "\n");
    }

    private static Readiness readiness(AppServer server, long outputBefore) {
        Progress progress = new Progress(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), InstantSource.system());
        return new Readiness(server, server.log(), outputBefore, progress, CompletableFuture.completedFuture(null));
    }
}
