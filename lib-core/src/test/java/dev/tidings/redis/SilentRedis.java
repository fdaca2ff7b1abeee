package dev.tidings.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ImException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A Redis that takes connections and never says anything. */
public final class SilentRedis implements AutoCloseable {
    /** One time-out of {@link RedisConnections} and what comes before and after it, but not two. */
    private static final Duration ONCE = Duration.ofMillis(3_500);

    private final ServerSocket socket;
    private final RedisConnections connections;

    private SilentRedis(ServerSocket socket) {
        this.socket = socket;
        this.connections = new RedisConnections(URI.create("redis://127.0.0.1:" + socket.getLocalPort()));
    }

    public static SilentRedis start() throws IOException {
        return new SilentRedis(new ServerSocket(0));
    }

    public RedisConnections connections() {
        return connections;
    }

    /** Asks ten times, the later ones while it is waited for: all fail with the first. */
    public static void assertThatAllWaitOnce(IntFunction<CompletionStage<?>> question) throws InterruptedException {
        long began = System.nanoTime();
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            asked.add(question.apply(i).toCompletableFuture());
            Thread.sleep(50);
        }
        for (CompletableFuture<?> each : asked) {
            assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ImException.class)
                    .hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ONCE);
    }

    @Override
    public void close() throws IOException {
        connections.close();
        socket.close();
    }
}
