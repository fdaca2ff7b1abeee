package dev.tidings.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.FrameLimits;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.MalformedFrameException;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.TextFrame;
import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one client: handshake, frames, pings, and which answer belongs to which request. All state belongs to
 * the channel's thread.
 *
 * <p>Results of writes are not looked at: a write that fails closes the channel, and that is what everyone waits for.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends SimpleChannelInboundHandler<Object> {
    private static final int MAX_HTTP_ANSWER = 64 * 1024;

    private static final long CLOSE_WITHIN_MILLIS = 1000;

    private enum Phase {
        HANDSHAKE,
        RESULT,
        OPEN,
        CLOSED
    }

    private record Waiting(CompletableFuture<ByteString> answer, ScheduledFuture<?> timeout) {}

    private final ImNetwork network;
    private final Login login;
    private final ImListener listener;
    private final FrameCodec codec;
    private final WebSocketClientHandshaker handshaker;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final Map<String, Waiting> waiting = new HashMap<>();

    private volatile Phase phase = Phase.HANDSHAKE;
    private volatile @Nullable Channel channel;
    private Closed reason = new Closed(Closed.ABNORMAL, "connection lost");
    private long lastReadNanos;
    private boolean pongAwaited;
    private @Nullable ScheduledFuture<?> heartbeat;

    Connection(ImNetwork network, Login login, ImListener listener) {
        super(true);
        if (!"ws".equals(login.url().getScheme())) {
            throw new IllegalArgumentException("not a ws:// URL: " + login.url());
        }
        this.network = network;
        this.login = login;
        this.listener = listener;
        this.codec = login.codec();
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                login.connectUrl(network.operationID()),
                WebSocketVersion.V13,
                null,
                false,
                new DefaultHttpHeaders(),
                FrameLimits.FROM_SERVER.frameBytes());
    }

    CompletableFuture<Connection> open(EventLoop loop) {
        URI url = login.url();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        login.timeout().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_HTTP_ANSWER))
                                .addLast(Connection.this);
                    }
                })
                .connect(url.getHost(), url.getPort() < 0 ? 80 : url.getPort())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        phase = Phase.CLOSED;
                        closed.complete(new Closed(Closed.ABNORMAL, "never connected"));
                        fail(new LostException("no connection to " + url, connected.cause()));
                    }
                });
        ScheduledFuture<?> timeout = loop.schedule(
                () -> {
                    if (fail(new LostException("no handshake in time"))) {
                        abort();
                    }
                },
                login.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        opened.whenComplete((ignored, failure) -> timeout.cancel(false));
        return opened;
    }

    // ---- what the client does

    CompletableFuture<ByteString> request(int kind, ByteString payload) {
        CompletableFuture<ByteString> answer = new CompletableFuture<>();
        Channel out = channel;
        if (out == null || phase != Phase.OPEN) {
            answer.completeExceptionally(new NotConnectedException());
            return answer;
        }
        String operationID = network.operationID();
        String msgIncr = login.userID() + "_" + operationID;
        Request request = new Request(kind, "", login.userID(), operationID, msgIncr, payload);
        ByteBuffer frame = codec.encodeRequest(request);
        out.eventLoop().execute(() -> {
            if (phase != Phase.OPEN) {
                answer.completeExceptionally(new NotConnectedException());
                return;
            }
            ScheduledFuture<?> timeout = out.eventLoop()
                    .schedule(() -> expire(msgIncr), login.timeout().toMillis(), TimeUnit.MILLISECONDS);
            waiting.put(msgIncr, new Waiting(answer, timeout));
            out.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)));
        });
        return answer;
    }

    void sendRaw(ByteString frame) {
        Channel out = channel;
        if (out == null) {
            throw new NotConnectedException();
        }
        out.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame.asReadOnlyByteBuffer())));
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    CompletableFuture<Closed> closed() {
        return closed;
    }

    void close(int code, String text) {
        Channel out = channel;
        if (out != null) {
            out.eventLoop().execute(() -> end(out, code, text));
        }
    }

    void abort() {
        Channel out = channel;
        if (out != null) {
            out.config().setOption(ChannelOption.SO_LINGER, 0);
            out.close();
        }
    }

    void pauseReading(boolean pause) {
        Channel out = channel;
        if (out != null) {
            out.config().setAutoRead(!pause);
        }
    }

    private void end(Channel out, int code, String text) {
        if (reason.code() == Closed.ABNORMAL) {
            reason = new Closed(code, text);
        }
        out.writeAndFlush(new CloseWebSocketFrame(code, text)).addListener(written -> out.close());
        // A peer that does not read would keep the frame, and so the connection, for ever.
        out.eventLoop().schedule(() -> out.close(), CLOSE_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void expire(String msgIncr) {
        Waiting late = waiting.remove(msgIncr);
        if (late != null) {
            late.answer().completeExceptionally(new LostException("no answer in time"));
        }
    }

    private boolean fail(RuntimeException why) {
        return opened.completeExceptionally(why);
    }

    // ---- what the network does

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        lastReadNanos = System.nanoTime();
        handshaker.handshake(context.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        lastReadNanos = System.nanoTime();
        if (message instanceof FullHttpResponse answer) {
            onUpgrade(context, answer);
        } else if (message instanceof BinaryWebSocketFrame frame) {
            onBinary(frame);
        } else if (message instanceof TextWebSocketFrame frame) {
            onText(context.channel(), frame.text());
        } else if (message instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof CloseWebSocketFrame close) {
            onClose(context, close);
        }
    }

    private void onUpgrade(ChannelHandlerContext context, FullHttpResponse answer) {
        if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            fail(refusal(answer));
            context.close();
            return;
        }
        try {
            handshaker.finishHandshake(context.channel(), answer);
        } catch (WebSocketHandshakeException e) {
            fail(new LostException("bad handshake", e));
            context.close();
            return;
        }
        context.pipeline()
                .addBefore(
                        context.name(),
                        "fragments",
                        new WebSocketFrameAggregator(FrameLimits.FROM_SERVER.frameBytes()));
        if (login.textResult()) {
            phase = Phase.RESULT;
        } else {
            opened(context.channel());
        }
    }

    private static RuntimeException refusal(FullHttpResponse answer) {
        String body = answer.content().toString(StandardCharsets.UTF_8);
        try {
            HandshakeResult result = HandshakeResult.parse(body);
            if (result.errCode() != 0) {
                return new RefusedException(result.errCode(), result.errMsg());
            }
        } catch (MalformedFrameException e) {
            return new LostException("HTTP " + answer.status() + " instead of an upgrade", e);
        }
        return new LostException("HTTP " + answer.status() + " instead of an upgrade");
    }

    private void opened(Channel out) {
        phase = Phase.OPEN;
        if (login.heartbeat().kind() != Heartbeat.Kind.NONE) {
            long every = login.heartbeat().every().toMillis();
            heartbeat = out.eventLoop().scheduleAtFixedRate(() -> beat(out), every, every, TimeUnit.MILLISECONDS);
        }
        if (!opened.complete(this)) {
            abort();
        }
    }

    private void beat(Channel out) {
        Heartbeat beat = login.heartbeat();
        boolean silent = System.nanoTime() - lastReadNanos > beat.deadline().toNanos();
        if (silent || (pongAwaited && beat.kind() == Heartbeat.Kind.TEXT)) {
            reason = new Closed(Closed.ABNORMAL, "the server is silent");
            out.close();
        } else if (beat.kind() == Heartbeat.Kind.TEXT) {
            pongAwaited = true;
            out.writeAndFlush(new TextWebSocketFrame(TextFrame.PING.json()));
        } else {
            out.writeAndFlush(
                    new PingWebSocketFrame(Unpooled.copiedBuffer(network.operationID(), StandardCharsets.US_ASCII)));
        }
    }

    private void onText(Channel out, String text) {
        if (phase == Phase.RESULT) {
            HandshakeResult result = HandshakeResult.parse(text);
            if (result.errCode() == 0) {
                opened(out);
            } else {
                fail(new RefusedException(result.errCode(), result.errMsg()));
                out.close();
            }
            return;
        }
        if (login.heartbeat().kind() != Heartbeat.Kind.TEXT) {
            throw new MalformedFrameException("text for a client that expects none");
        }
        TextFrame frame = TextFrame.parse(text);
        if (frame == TextFrame.PONG) {
            pongAwaited = false;
        }
        frame.answer().ifPresent(answer -> out.writeAndFlush(new TextWebSocketFrame(answer.json())));
    }

    private void onBinary(BinaryWebSocketFrame frame) {
        if (phase == Phase.RESULT) {
            throw new MalformedFrameException("binary frame before the handshake's result");
        }
        Response response = codec.decodeResponse(frame.content().nioBuffer());
        Waiting asked = waiting.remove(response.msgIncr());
        if (asked != null) {
            asked.timeout().cancel(false);
            if (response.errCode() == 0) {
                asked.answer().complete(response.data());
            } else {
                asked.answer().completeExceptionally(new RefusedException(response.errCode(), response.errMsg()));
            }
        } else if (response.msgIncr().isEmpty()) {
            onUnasked(response);
        }
        // Else it is the answer to a request that has been given up.
    }

    private void onUnasked(Response response) {
        ReqIdentifier kind = ReqIdentifier.of(response.reqIdentifier())
                .orElseThrow(() -> new MalformedFrameException("a kind of frame that clients do not know"));
        try {
            switch (kind) {
                case PUSH_MSG -> listener.onPush(PushMessages.parseFrom(response.data()));
                case KICK_ONLINE_MSG -> listener.onKicked();
                case SUB_USER_ONLINE_STATUS ->
                    listener.onOnlineStates(SubUserOnlineStatusTips.parseFrom(response.data()));
                default -> throw new MalformedFrameException("a kind of frame that servers do not push");
            }
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedFrameException("the payload is not what belongs to " + kind);
        }
    }

    private void onClose(ChannelHandlerContext context, CloseWebSocketFrame close) {
        if (reason.code() == Closed.ABNORMAL) {
            reason = new Closed(close.statusCode() < 0 ? 1005 : close.statusCode(), close.reasonText());
        }
        context.writeAndFlush(close.retain()).addListener(written -> context.close());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        phase = Phase.CLOSED;
        if (heartbeat != null) {
            heartbeat.cancel(false);
        }
        boolean wasOpen = !fail(new LostException("closed during the handshake: " + reason.reason()));
        List<Waiting> lost = new ArrayList<>(waiting.values());
        waiting.clear();
        for (Waiting each : lost) {
            each.timeout().cancel(false);
            each.answer().completeExceptionally(new LostException("connection ended before the answer"));
        }
        closed.complete(reason);
        if (wasOpen && !opened.isCompletedExceptionally()) {
            listener.onClosed(reason);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        String text = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        if (reason.code() == Closed.ABNORMAL) {
            reason = new Closed(Closed.ABNORMAL, text);
        }
        fail(new LostException(text, cause));
        context.close();
    }
}
