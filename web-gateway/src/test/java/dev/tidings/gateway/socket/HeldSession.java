package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import dev.tidings.message.UserId;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.Response;
import dev.tidings.token.Caller;
import dev.tidings.token.TokenId;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A client's end of a socket: what it got, and, if it reads by hand, when. */
final class HeldSession {
    static final FrameCodec GOB = FrameCodec.forServer(Framing.GOB, Compression.NONE);
    static final FrameCodec JSON = FrameCodec.forServer(Framing.JSON, Compression.NONE);

    /** Binary frames in the order they were written. */
    final List<ByteString> frames = new ArrayList<>();
    /** Text frames in the order they were written. */
    final List<String> texts = new ArrayList<>();
    /** The arrays behind the binary frames: whether two sessions share one. */
    final List<Object> arrays = new ArrayList<>();
    /** Why it was closed, each time it was. */
    final List<CloseReason> closed = new ArrayList<>();

    int pings;
    int writesUnderWay;
    int writesUnderWayAtMost;
    /** Set to make every write throw. */
    boolean broken;
    /** Called in each write before its handler. */
    Runnable whileWriting = () -> {};

    private final String id;
    private final boolean byHand;
    private final Queue<SendHandler> unread = new ArrayDeque<>();

    private HeldSession(String id, boolean byHand) {
        this.id = id;
        this.byHand = byHand;
    }

    /** Its client reads at once: a write is done before the call returns. */
    static HeldSession reading(String id) {
        return new HeldSession(id, false);
    }

    /** Its client reads when the test says {@link #read}. */
    static HeldSession readByHand(String id) {
        return new HeldSession(id, true);
    }

    Connection open(UserId user, int platform, FrameCodec codec) {
        return open(new Caller(user, platform, token(id), Long.MAX_VALUE), codec);
    }

    Connection open(Caller caller, FrameCodec codec) {
        return new Connection(session(), caller, codec, false);
    }

    /** A token of its own for each name. */
    static TokenId token(String name) {
        String hex = HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
        return new TokenId((hex + "0".repeat(32)).substring(0, 32));
    }

    /** The client reads the frame that is being written. */
    void read() {
        writesUnderWay--;
        unread.remove().onResult(new SendResult());
    }

    /** The frame that is being written does not arrive. */
    void lose() {
        writesUnderWay--;
        unread.remove().onResult(new SendResult(new java.io.IOException("connection reset")));
    }

    Response answer(FrameCodec codec, int index) {
        return FrameCodec.forClient(codec.framing(), codec.compression())
                .decodeResponse(frames.get(index).toByteArray());
    }

    List<Integer> closeCodes() {
        return closed.stream().map(it -> it.getCloseCode().getCode()).toList();
    }

    private void write(SendHandler handler) {
        if (broken) {
            throw new IllegalStateException("the socket is gone");
        }
        writesUnderWay++;
        writesUnderWayAtMost = Math.max(writesUnderWayAtMost, writesUnderWay);
        whileWriting.run();
        if (byHand) {
            unread.add(handler);
        } else {
            writesUnderWay--;
            handler.onResult(new SendResult());
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // Only whether two are the same is asked.
    Session session() {
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (self, method, arguments) -> {
            switch (method.getName()) {
                case "sendBinary" -> {
                    ByteBuffer frame = (ByteBuffer) arguments[0];
                    arrays.add(frame.array());
                    frames.add(ByteString.copyFrom(frame));
                    write((SendHandler) arguments[1]);
                }
                case "sendText" -> {
                    texts.add((String) arguments[0]);
                    write((SendHandler) arguments[1]);
                }
                case "sendPing" -> {
                    if (broken) {
                        throw new java.io.IOException("the socket is gone");
                    }
                    pings++;
                }
                default -> throw new UnsupportedOperationException(method.toString());
            }
            return null;
        });
        return proxy(Session.class, (self, method, arguments) -> switch (method.getName()) {
            case "getId" -> id;
            case "getAsyncRemote" -> remote;
            case "close" -> {
                closed.add((CloseReason) arguments[0]);
                yield null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        @Nullable Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        return type.cast(proxy);
    }
}
