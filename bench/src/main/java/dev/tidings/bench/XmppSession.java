package dev.tidings.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * One XMPP client over WebSocket (RFC 7395): SASL PLAIN, stream management (XEP-0198) for acks, carbons (XEP-0280) for the
 * user's other devices. Stanzas are recognised by how they begin: enough for servers that are known.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel, and that is what is looked at.
final class XmppSession extends SimpleChannelInboundHandler<Object> implements Session {
    static final String PASSWORD = "benchmark";
    private static final int FRAME_MAX = 1 << 20;
    /** The carbons request and the presence. */
    private static final int STANZAS_BEFORE = 2;

    private enum Phase {
        UPGRADE,
        FEATURES,
        AUTH,
        REOPENED,
        BIND,
        MANAGED,
        CARBONS,
        OPEN,
        CLOSED
    }

    private final String host;
    private final String user;
    private final String resource;
    private final Receiver receiver;
    private final WebSocketClientHandshaker handshaker;
    private final CompletableFuture<XmppSession> opened = new CompletableFuture<>();
    /** Sends that the server has not acked yet, oldest first; belongs to the channel's thread. */
    private final Deque<CompletableFuture<Void>> unacked = new ArrayDeque<>();

    private long acked;
    private long handled;
    private Phase phase = Phase.UPGRADE;
    private volatile Channel channel;

    @SuppressWarnings("NullAway.Init") // The channel is there when opened completes.
    private XmppSession(URI url, String host, String user, String resource, Receiver receiver) {
        this.host = host;
        this.user = user;
        this.resource = resource;
        this.receiver = receiver;
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                url, WebSocketVersion.V13, "xmpp", false, new DefaultHttpHeaders(), FRAME_MAX);
    }

    static CompletableFuture<XmppSession> connect(
            EventLoopGroup loops, URI url, String host, String user, String resource, Receiver receiver) {
        XmppSession session = new XmppSession(url, host, user, resource, receiver);
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline()
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(FRAME_MAX))
                                .addLast(session);
                    }
                })
                .connect("127.0.0.1", url.getPort())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        session.opened.completeExceptionally(connected.cause());
                    }
                });
        return session.opened;
    }

    @Override
    public CompletableFuture<?> send(String to, String text) {
        CompletableFuture<Void> ack = new CompletableFuture<>();
        String message = "<message xmlns='jabber:client' type='chat' to='" + to + "@" + host + "' id='"
                + text.hashCode() + "'><body>" + text + "</body></message>";
        channel.eventLoop().execute(() -> {
            if (phase != Phase.OPEN) {
                ack.completeExceptionally(new IllegalStateException("not connected"));
                return;
            }
            unacked.add(ack);
            channel.write(frame(message));
            channel.writeAndFlush(frame("<r xmlns='urn:xmpp:sm:3'/>"));
        });
        return ack;
    }

    @Override
    public void close() {
        phase = Phase.CLOSED;
        channel.close();
    }

    private static TextWebSocketFrame frame(String text) {
        return new TextWebSocketFrame(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void write(String text) {
        channel.writeAndFlush(frame(text));
    }

    // ---- what the network does

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        handshaker.handshake(channel);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        if (message instanceof FullHttpResponse answer) {
            handshaker.finishHandshake(channel, answer);
            context.pipeline().addBefore(context.name(), "fragments", new WebSocketFrameAggregator(FRAME_MAX));
            phase = Phase.FEATURES;
            openStream();
        } else if (message instanceof TextWebSocketFrame frame) {
            byte[] bytes = ByteBufUtil.getBytes(frame.content());
            stanza(new String(bytes, StandardCharsets.UTF_8));
        } else if (message instanceof PingWebSocketFrame ping) {
            context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        } else if (message instanceof CloseWebSocketFrame) {
            context.close();
        }
    }

    private void openStream() {
        write("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='" + host + "' version='1.0'/>");
    }

    private void stanza(String text) {
        if (phase == Phase.OPEN) {
            openStanza(text);
            return;
        }
        if (text.contains("<failure") || text.contains("type='error'") || text.contains("<failed")) {
            opened.completeExceptionally(new IllegalStateException("refused: " + text));
            channel.close();
            return;
        }
        switch (phase) {
            case FEATURES -> {
                if (text.contains("features")) {
                    String plain = "\0" + user + "\0" + PASSWORD;
                    write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
                            + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)) + "</auth>");
                    phase = Phase.AUTH;
                }
            }
            case AUTH -> {
                if (text.contains("<success")) {
                    phase = Phase.REOPENED;
                    openStream();
                }
            }
            case REOPENED -> {
                if (text.contains("features")) {
                    write(
                            "<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                                    + "<resource>" + resource + "</resource></bind></iq>");
                    phase = Phase.BIND;
                }
            }
            case BIND -> {
                if (text.contains("<jid>")) {
                    write("<enable xmlns='urn:xmpp:sm:3'/>");
                    phase = Phase.MANAGED;
                }
            }
            case MANAGED -> {
                if (text.contains("<enabled")) {
                    write(
                            "<iq xmlns='jabber:client' type='set' id='carbons'><enable xmlns='urn:xmpp:carbons:2'/></iq>");
                    phase = Phase.CARBONS;
                }
            }
            case CARBONS -> {
                count(text);
                if (text.contains("carbons")) {
                    write("<presence xmlns='jabber:client'/>");
                    phase = Phase.OPEN;
                    opened.complete(this);
                }
            }
            default -> throw new IllegalStateException("in phase " + phase + " came " + text);
        }
    }

    private void openStanza(String text) {
        if (text.startsWith("<a ")) {
            int at = text.indexOf("h='");
            int from = (at < 0 ? text.indexOf("h=\"") : at) + 3;
            int to = from;
            while (Character.isDigit(text.charAt(to))) {
                to++;
            }
            long upTo = Long.parseLong(text.substring(from, to));
            for (; acked < upTo; acked++) {
                // What is sent before the first message is counted as well, and nobody waits for it.
                if (acked >= STANZAS_BEFORE) {
                    unacked.remove().complete(null);
                }
            }
        } else if (text.startsWith("<r ") || text.startsWith("<r/>")) {
            write("<a xmlns='urn:xmpp:sm:3' h='" + handled + "'/>");
        } else {
            count(text);
            if (text.startsWith("<message")) {
                message(text);
            }
        }
    }

    private void count(String text) {
        if (text.startsWith("<message") || text.startsWith("<iq") || text.startsWith("<presence")) {
            handled++;
        }
    }

    private void message(String text) {
        int body = text.indexOf("<body");
        if (body >= 0) {
            int from = text.indexOf('>', body) + 1;
            receiver.received(text.substring(from, Math.min(text.length(), from + 24)));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean asked = phase == Phase.CLOSED;
        phase = Phase.CLOSED;
        opened.completeExceptionally(new IllegalStateException("closed while it was being opened"));
        unacked.forEach(it -> it.completeExceptionally(new IllegalStateException("connection lost")));
        unacked.clear();
        if (!asked) {
            receiver.lost("closed by the server");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        opened.completeExceptionally(cause);
        context.close();
    }
}
