package dev.tidings.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads that any number of clients share. Callbacks run on them, and must not block. */
public final class ImNetwork implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Clock clock;
    private final AtomicLong operations;

    /**
     * Starts the threads; they are daemons.
     *
     * @param threads one serves thousands of mostly idle connections
     */
    public ImNetwork(int threads, Clock clock) {
        this.loops = new NioEventLoopGroup(threads, new DefaultThreadFactory("im-client", true));
        this.clock = clock;
        this.operations = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    EventLoop loop() {
        return loops.next();
    }

    Clock clock() {
        return clock;
    }

    /** A number that no other operation of this process has; the SDKs use the time in nanoseconds, too. */
    String operationID() {
        return Long.toString(operations.incrementAndGet());
    }

    /** Drops all connections and ends the threads. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
