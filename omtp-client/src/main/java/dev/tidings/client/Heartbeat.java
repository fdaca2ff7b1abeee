package dev.tidings.client;

import java.time.Duration;

/**
 * How a client keeps its connection alive and notices that it is dead.
 *
 * @param kind what is sent
 * @param every the time between two pings
 * @param deadline the connection is given up if nothing at all arrived for so long; with {@link Kind#TEXT} also if a
 *     pong has not come by the next ping
 */
public record Heartbeat(Kind kind, Duration every, Duration deadline) {
    /** What a client sends to show that it lives. */
    public enum Kind {
        /** Nothing: a page in a browser cannot, and notices nothing. */
        NONE,
        /** Ping control frames. */
        CONTROL,
        /** JSON text frames. */
        TEXT
    }

    /** A browser's wasm client. */
    public static final Heartbeat BROWSER = new Heartbeat(Kind.NONE, Duration.ofDays(1), Duration.ofDays(1));

    /** A native client. */
    public static final Heartbeat NATIVE = new Heartbeat(Kind.CONTROL, Duration.ofSeconds(24), Duration.ofSeconds(30));

    /** The pure JavaScript client. */
    public static final Heartbeat JAVASCRIPT = new Heartbeat(Kind.TEXT, Duration.ofSeconds(10), Duration.ofSeconds(30));
}
