package dev.tidings.redis;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import redis.embedded.RedisServer;

/** A Redis server for a test, on a free port of this machine, that keeps nothing on the disk. */
public final class TestRedis implements AutoCloseable {
    private final int port;
    private final RedisConnections connections;
    private RedisServer server;

    private TestRedis(int port, RedisServer server) {
        this.port = port;
        this.server = server;
        this.connections = new RedisConnections(URI.create("redis://127.0.0.1:" + port));
    }

    public static TestRedis start() throws IOException {
        int port = freePort();
        return new TestRedis(port, start(port));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static RedisServer start(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        return server;
    }

    /** The connections that a node would have. */
    public RedisConnections connections() {
        return connections;
    }

    /** Ends the process and starts another, with nothing in it, at the same address. */
    public void restart() throws IOException {
        server.stop();
        server = start(port);
    }

    @Override
    public void close() throws IOException {
        connections.close();
        server.stop();
    }
}
