package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Response;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.token.Caller;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open socket. Frames leave in the order of {@link #send}, one at a time and without ever blocking the caller; a
 * client that lets too many of them pile up is closed, and pulls what it missed when it is back.
 *
 * <p>Pushes of one conversation leave in the order of their seqs: one that comes behind a higher one, by another way or a
 * second time, is left out ({@link #push}). This hides nothing. A message is pushed only after everything up to its seq can
 * be pulled, and a client that is pushed a seq either has all before it or sees the gap and pulls it; so whatever comes with
 * a lower seq afterwards the client has, or is about to ask for, and would drop. What has no seq is never left out. Of the
 * conversations that were quiet for longest the seq is forgotten; then a late push gets through, and the client drops it.
 */
final class Connection {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    static final int QUEUED_FRAMES_MAX = 256;
    /** Room for pull answers, which are large and few. */
    static final int QUEUED_BYTES_MAX = 4 * 1024 * 1024;
    /** Sends under way of one client; more are refused until some are answered. */
    static final int SENDS_MAX = 512;

    /** Conversations whose last seq is remembered: more than a device is busy with at once, some 30 KB at the most. */
    static final int CONVERSATIONS_MAX = 256;

    private final Session session;
    private final Caller caller;
    private final FrameCodec codec;
    private final AtomicInteger sendsUnderWay = new AtomicInteger();
    private final ReadLine reads = new ReadLine();
    private final Queue<Outgoing> queued = new ArrayDeque<>();
    /** The highest seq that was pushed, by conversation; made when the first is, since most sockets are idle. */
    private @Nullable Map<ConversationId, Long> pushed;

    private int queuedBytes;
    private boolean writing;
    private boolean closed;
    /** Set when the socket is to be closed as soon as the queue is empty. */
    private @Nullable CloseReasons closing;

    private volatile boolean background;
    private volatile boolean left;
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

    OnlineDevice device() {
        return new OnlineDevice(caller.platformId(), id(), background);
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

    /** From here on nothing is kept for this socket any more. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
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

    /** What this client asks of the stores. */
    ReadLine reads() {
        return reads;
    }

    /** Queues a frame. The buffer is shared with other connections and only read. */
    void send(ByteBuffer frame) {
        queue(new Outgoing(frame.duplicate(), null));
    }

    /** Queues a message, unless one of its conversation with this seq or a higher one went out before; seq 0 always goes. */
    void push(ConversationId conversation, long seq, ByteBuffer frame) {
        queue(new Outgoing(frame.duplicate(), null), conversation, seq);
    }

    /** Queues a text frame. */
    void sendText(String text) {
        queue(new Outgoing(null, text));
    }

    private void queue(Outgoing frame) {
        queue(frame, null, 0);
    }

    private void queue(Outgoing frame, @Nullable ConversationId conversation, long seq) {
        boolean overflow = false;
        synchronized (queued) {
            if (closed || closing != null || (conversation != null && seq > 0 && !isNext(conversation, seq))) {
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

    private boolean isNext(ConversationId conversation, long seq) {
        Map<ConversationId, Long> highest = pushed;
        if (highest == null) {
            highest = new LeastRecent();
            pushed = highest;
        }
        Long before = highest.get(conversation);
        if (before != null && seq <= before) {
            return false;
        }
        highest.put(conversation, seq);
        return true;
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

    boolean isClosing() {
        synchronized (queued) {
            return closed || closing != null;
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
        closeWhenWritten(why);
    }

    /** Takes no more frames, and closes the socket when those that are queued are written. */
    void closeWhenWritten(CloseReasons why) {
        synchronized (queued) {
            closing = why;
            if (writing) {
                return;
            }
        }
        close(why);
    }

    /** The conversations that were last pushed to. */
    private static final class LeastRecent extends LinkedHashMap<ConversationId, Long> {
        private static final long serialVersionUID = 1;

        LeastRecent() {
            super(4, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
            return size() > CONVERSATIONS_MAX;
        }
    }

    /** Tells the client that another login or an administrator ended this one, and closes the socket. */
    void kick() {
        closeAfter(
                codec.encodeResponse(Response.push(ReqIdentifier.KICK_ONLINE_MSG, "", ByteString.EMPTY)),
                CloseReasons.KICKED);
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
