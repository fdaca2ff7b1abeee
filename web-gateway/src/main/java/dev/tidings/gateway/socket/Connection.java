package dev.tidings.gateway.socket;

import dev.tidings.message.UserId;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.token.Caller;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open socket. Frames leave in the order of {@link #send}, one at a time and without ever blocking the caller; a
 * client that lets too many of them pile up is closed, and pulls what it missed when it is back.
 */
final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    static final int QUEUED_FRAMES_MAX = 256;
    /** Room for pull answers, which are large and few. */
    static final int QUEUED_BYTES_MAX = 4 * 1024 * 1024;
    /** Sends under way of one client; more are refused until some are answered. */
    static final int SENDS_MAX = 512;

    private final Session session;
    private final Caller caller;
    private final FrameCodec codec;
    private final AtomicInteger sendsUnderWay = new AtomicInteger();
    private final Queue<Outgoing> queued = new ArrayDeque<>();
    private int queuedBytes;
    private boolean writing;
    private boolean closed;
    /** Set when the socket is to be closed as soon as the queue is empty. */
    private @Nullable CloseReasons closing;

    private volatile boolean background;
    private volatile long lastHeardNanos = System.nanoTime();

    Connection(Session session, Caller caller, FrameCodec codec, boolean background) {
        this.session = session;
        this.caller = caller;
        this.codec = codec;
        this.background = background;
    }

    /** Tells this socket from every other. */
    String id() {
        return session.getId();
    }

    Caller caller() {
        return caller;
    }

    UserId user() {
        return caller.user();
    }

    FrameCodec codec() {
        return codec;
    }

    boolean isBackground() {
        return background;
    }

    void background(boolean now) {
        background = now;
    }

    void heard() {
        lastHeardNanos = System.nanoTime();
    }

    long silentNanos() {
        return System.nanoTime() - lastHeardNanos;
    }

    /** Takes one of the {@value #SENDS_MAX} places for sends under way; false if all are taken. */
    boolean startSend() {
        if (sendsUnderWay.incrementAndGet() > SENDS_MAX) {
            sendsUnderWay.decrementAndGet();
            return false;
        }
        return true;
    }

    void endSend() {
        sendsUnderWay.decrementAndGet();
    }

    /** Queues a frame. The buffer is shared with other connections and only read. */
    void send(ByteBuffer frame) {
        queue(new Outgoing(frame.duplicate(), null));
    }

    /** Queues a text frame. */
    void sendText(String text) {
        queue(new Outgoing(null, text));
    }

    private void queue(Outgoing frame) {
        boolean overflow = false;
        synchronized (queued) {
            if (closed || closing != null) {
                return;
            }
            if (queued.size() >= QUEUED_FRAMES_MAX || queuedBytes + frame.size() > QUEUED_BYTES_MAX) {
                overflow = true;
            } else {
                queued.add(frame);
                queuedBytes += frame.size();
                if (writing) {
                    return;
                }
                writing = true;
            }
        }
        if (overflow) {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "IM-1202 a client of " + user() + " reads too slowly, it is closed");
            close(CloseReasons.TOO_SLOW);
        } else {
            writeAll();
        }
    }

    /**
     * Writes frames until one is still under way; its handler goes on then. A loop, because a container may call the
     * handler before it returns, and a busy socket would grow the stack with every frame.
     */
    private void writeAll() {
        for (Outgoing frame = next(); frame != null; frame = next()) {
            AtomicBoolean met = new AtomicBoolean();
            try {
                frame.write(session.getAsyncRemote(), result -> {
                    if (!result.isOK()) {
                        failed(result.getException());
                    } else if (met.getAndSet(true)) {
                        writeAll();
                    }
                });
            } catch (RuntimeException e) {
                failed(e);
                return;
            }
            // Whoever comes here second, this thread or the handler, writes the next one.
            if (!met.getAndSet(true)) {
                return;
            }
        }
    }

    private @Nullable Outgoing next() {
        Outgoing frame;
        CloseReasons last;
        synchronized (queued) {
            frame = closed ? null : queued.poll();
            if (frame == null) {
                writing = false;
            } else {
                queuedBytes -= frame.size();
            }
            last = frame == null && !closed ? closing : null;
        }
        if (last != null) {
            close(last);
        }
        return frame;
    }

    private void failed(Throwable reason) {
        LOG.log(System.Logger.Level.DEBUG, "a frame could not be written, the socket is closed", reason);
        close(CloseReasons.GOING_AWAY);
    }

    void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    /** Closes the socket; repeating it is harmless. */
    void close(CloseReasons why) {
        synchronized (queued) {
            if (closed) {
                return;
            }
            closed = true;
            queued.clear();
        }
        try {
            session.close(why.reason());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a socket was closed already", e);
        }
    }

    /** Sends a last frame behind what is queued, and closes the socket when it is written. */
    void closeAfter(ByteBuffer last, CloseReasons why) {
        send(last);
        synchronized (queued) {
            closing = why;
            if (writing) {
                return;
            }
        }
        close(why);
    }

    /** A binary or a text frame. */
    private record Outgoing(
            @Nullable ByteBuffer binary, @Nullable String text) {
        int size() {
            return binary != null ? binary.remaining() : text != null ? text.length() : 0;
        }

        void write(RemoteEndpoint.Async remote, SendHandler handler) {
            if (binary != null) {
                remote.sendBinary(binary, handler);
            } else if (text != null) {
                remote.sendText(text, handler);
            }
        }
    }
}
