package dev.tidings.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redis with its append-only file on: what it loses on a power cut is the last second, on a kill -9 nothing. */
final class RedisProgram implements StoreProgram {
    private final Binaries binaries;
    private final Path data;
    private final int port;
    private @Nullable Path server;

    RedisProgram(Binaries binaries, Path data, int port) {
        this.binaries = binaries;
        this.data = data;
        this.port = port;
    }

    @Override
    public StoreKind kind() {
        return StoreKind.REDIS;
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data);
    }

    @Override
    public List<String> command() {
        try {
            if (server == null) {
                server = binaries.redisServer();
            }
        } catch (IOException e) {
            throw new StoreException("Redis could not be unpacked: " + e.getMessage(), e);
        }
        return List.of(
                server.toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                // Rewriting takes a processor for seconds. Redis would do it every 50,000 messages.
                "--auto-aof-rewrite-min-size",
                "256mb",
                "--rdbcompression",
                "no",
                // The append-only file is the truth; a second snapshot would only cost a fork.
                "--save",
                "");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean answers() throws IOException {
        // While it loads its file Redis answers "-LOADING" to the same question.
        byte[] answer = Wire.ask(port, "PING\r\n".getBytes(StandardCharsets.US_ASCII), 5);
        return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
    }

    @Override
    public Map<String, String> config() {
        return Map.of(StoreKind.REDIS.urlKey(), "redis://127.0.0.1:" + port);
    }

    @Override
    public Path data() {
        return data;
    }
}
