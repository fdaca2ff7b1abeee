package dev.tidings.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.omtp.ConversationMessages;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.FrameLimits;
import dev.tidings.omtp.HandshakeQuery;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.SequencedMessage;
import dev.tidings.omtp.TextFrame;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqResp;
import dev.tidings.omtp.proto.GetLastMessageReq;
import dev.tidings.omtp.proto.GetLastMessageResp;
import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.Seqs;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.omtp.proto.UserSendMsgResp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * A server with just enough sense to be talked to: single chats in memory, seqs from 1, a push to both sides. A test
 * breaks it in the way it is about.
 */
final class FakeServer extends WebSocketServer {
    private final CountDownLatch started = new CountDownLatch(1);
    private final Map<WebSocket, HandshakeQuery> logins = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Long, MsgData>> conversations = new HashMap<>();
    private final List<Throwable> errors = new ArrayList<>();

    volatile HandshakeResult handshake = HandshakeResult.OK;
    volatile boolean answersHandshake = true;
    volatile boolean pushes = true;
    volatile boolean acks = true;
    volatile int refuseSendsWith;
    volatile int refusePullsWith;
    final AtomicInteger pulls = new AtomicInteger();
    final AtomicInteger textPings = new AtomicInteger();
    volatile boolean pongs = true;
    volatile @Nullable Request lastRequest;

    FakeServer() {
        super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        setReuseAddr(true);
        setConnectionLostTimeout(0);
    }

    static FakeServer started() throws InterruptedException {
        FakeServer server = new FakeServer();
        server.start();
        if (!server.started.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the fake server did not start");
        }
        return server;
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + getPort() + "/im/ws");
    }

    /** Adds a message as if it had been sent, and pushes it if pushing is on. */
    synchronized MsgData accept(MsgData message) {
        String conversation = conversationOf(message);
        MsgData.Builder stored = message.toBuilder()
                .setServerMsgID("s-" + message.getClientMsgID())
                .setStatus(2);
        if (MessageOption.HISTORY.in(message.getOptionsMap())) {
            NavigableMap<Long, MsgData> messages = messagesOf(conversation);
            stored.setSeq(messages.isEmpty() ? 1 : messages.lastKey() + 1);
            messages.put(stored.getSeq(), stored.build());
        }
        if (pushes) {
            push(stored.build());
        }
        return stored.build();
    }

    synchronized void push(MsgData message) {
        ByteString payload = ConversationMessages.encode(
                List.of(ConversationMessages.pushed(conversationOf(message), false, List.of(sequenced(message)))));
        logins.forEach((socket, login) -> {
            boolean concerned = login.sendID().equals(message.getRecvID())
                    || (login.sendID().equals(message.getSendID())
                            && MessageOption.SENDER_SYNC.in(message.getOptionsMap()));
            if (concerned) {
                send(socket, Response.push(ReqIdentifier.PUSH_MSG, "push", payload));
            }
        });
    }

    synchronized void remove(String conversation, long seq) {
        messagesOf(conversation).remove(seq);
    }

    synchronized void kickAll() {
        logins.keySet().forEach(socket -> {
            send(socket, Response.push(ReqIdentifier.KICK_ONLINE_MSG, "kick", ByteString.EMPTY));
            socket.close(1000);
        });
    }

    void dropAll() {
        logins.keySet().forEach(socket -> socket.closeConnection(1006, "dropped"));
    }

    synchronized void sendAll(String text) {
        logins.keySet().forEach(socket -> socket.send(text));
    }

    synchronized void sendAll(byte[] frame) {
        logins.keySet().forEach(socket -> socket.send(frame));
    }

    int connections() {
        return logins.size();
    }

    /** Ends the server, and the test with it if the server failed. */
    void end() throws InterruptedException {
        stop(500);
        synchronized (errors) {
            if (!errors.isEmpty()) {
                throw new AssertionError("the fake server failed", errors.get(0));
            }
        }
    }

    // ---- the server

    @Override
    public void onStart() {
        started.countDown();
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake request) {
        HandshakeQuery query = HandshakeQuery.parse(parameters(request.getResourceDescriptor()));
        if (!answersHandshake) {
            return;
        }
        // Once: a test may change it as soon as a client has seen it.
        HandshakeResult result = handshake;
        // Whoever sees the result may rely on the login being known, and nothing is pushed before the result.
        synchronized (this) {
            if (result.errCode() == 0) {
                logins.put(socket, query);
            }
            if (query.isMsgResp()) {
                socket.send(result.json());
            }
        }
        if (result.errCode() != 0) {
            socket.close(1000);
        }
    }

    @Override
    public void onMessage(WebSocket socket, String text) {
        textPings.incrementAndGet();
        if (pongs) {
            TextFrame.parse(text).answer().ifPresent(answer -> socket.send(answer.json()));
        }
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer frame) {
        Request request = codec(socket).decodeRequest(frame);
        lastRequest = request;
        try {
            Response response = answer(socket, request);
            if (response != null) {
                send(socket, response);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized @Nullable Response answer(WebSocket socket, Request request)
            throws InvalidProtocolBufferException {
        ByteString data = request.data();
        return switch (ReqIdentifier.of(request.reqIdentifier()).orElseThrow()) {
            case GET_NEWEST_SEQ -> Response.to(request, newest(request.sendID()));
            case PULL_MSG_BY_RANGE -> {
                pulls.incrementAndGet();
                yield refusePullsWith != 0
                        ? Response.refusal(request, refusePullsWith, "no")
                        : Response.to(request, pull(PullMessageBySeqsReq.parseFrom(data)));
            }
            case SEND_MSG -> sent(request, MsgData.parseFrom(data));
            case PULL_MSG_BY_SEQ_LIST -> Response.to(request, pull(GetSeqMessageReq.parseFrom(data)));
            case GET_CONV_MAX_READ_SEQ -> Response.to(request, readPositions(request.sendID()));
            case PULL_CONV_LAST_MESSAGE -> Response.to(request, last(GetLastMessageReq.parseFrom(data)));
            case LOGOUT, SET_BACKGROUND_STATUS -> Response.to(request, ByteString.EMPTY);
            case SUB_USER_ONLINE_STATUS -> {
                SubUserOnlineStatusTips.Builder states = SubUserOnlineStatusTips.newBuilder();
                for (String user : SubUserOnlineStatus.parseFrom(data).getSubscribeUserIDList()) {
                    states.addSubscribersBuilder().setUserID(user).addOnlinePlatformIDs(5);
                }
                send(
                        socket,
                        Response.push(
                                ReqIdentifier.SUB_USER_ONLINE_STATUS,
                                "x",
                                states.build().toByteString()));
                yield Response.to(request, states.build().toByteString());
            }
            case SEND_SIGNAL_MSG, PUSH_MSG, KICK_ONLINE_MSG, WS_DATA_ERROR ->
                throw new IllegalStateException("a client does not send " + request.reqIdentifier());
        };
    }

    private @Nullable Response sent(Request request, MsgData message) {
        if (refuseSendsWith != 0) {
            return Response.refusal(request, refuseSendsWith, "no");
        }
        MsgData stored = messagesOf(conversationOf(message)).values().stream()
                .filter(each -> each.getClientMsgID().equals(message.getClientMsgID()))
                .findFirst()
                .orElseGet(() -> accept(message));
        UserSendMsgResp answer = UserSendMsgResp.newBuilder()
                .setServerMsgID(stored.getServerMsgID())
                .setClientMsgID(stored.getClientMsgID())
                .setSendTime(stored.getCreateTime())
                .build();
        return acks ? Response.to(request, answer.toByteString()) : null;
    }

    private ByteString newest(String user) {
        GetMaxSeqResp.Builder newest = GetMaxSeqResp.newBuilder();
        conversations.forEach((id, messages) -> {
            if (concerns(id, user) && !messages.isEmpty()) {
                newest.putMaxSeqs(id, messages.lastKey());
            }
        });
        return newest.build().toByteString();
    }

    private ByteString readPositions(String user) {
        GetConversationsHasReadAndMaxSeqResp.Builder positions = GetConversationsHasReadAndMaxSeqResp.newBuilder();
        conversations.forEach((id, messages) -> {
            if (concerns(id, user)) {
                positions.putSeqs(
                        id, Seqs.newBuilder().setMaxSeq(messages.lastKey()).build());
            }
        });
        return positions.build().toByteString();
    }

    private ByteString pull(PullMessageBySeqsReq request) {
        List<ConversationMessages> answer = new ArrayList<>();
        for (SeqRange range : request.getSeqRangesList()) {
            List<MsgData> found = new ArrayList<>(messagesOf(range.getConversationID())
                    .subMap(range.getBegin(), true, range.getEnd(), true)
                    .values());
            int from = (int) Math.max(0, found.size() - range.getNum());
            answer.add(new ConversationMessages(
                    range.getConversationID(),
                    false,
                    found.subList(from, found.size()).stream()
                            .map(FakeServer::sequenced)
                            .toList(),
                    true,
                    range.getEnd()));
        }
        return ConversationMessages.encode(answer);
    }

    private ByteString pull(GetSeqMessageReq request) {
        List<ConversationMessages> answer = new ArrayList<>();
        request.getConversationsList().forEach(each -> {
            NavigableMap<Long, MsgData> messages = messagesOf(each.getConversationID());
            List<SequencedMessage> found = each.getSeqsList().stream()
                    .map(messages::get)
                    .filter(Objects::nonNull)
                    .map(FakeServer::sequenced)
                    .toList();
            answer.add(ConversationMessages.pushed(each.getConversationID(), false, found));
        });
        return ConversationMessages.encode(answer);
    }

    private ByteString last(GetLastMessageReq request) {
        GetLastMessageResp.Builder last = GetLastMessageResp.newBuilder();
        for (String id : request.getConversationIDsList()) {
            last.putMsgs(id, messagesOf(id).lastEntry().getValue());
        }
        return last.build().toByteString();
    }

    private NavigableMap<Long, MsgData> messagesOf(String conversation) {
        return conversations.computeIfAbsent(conversation, id -> new TreeMap<>());
    }

    private static SequencedMessage sequenced(MsgData message) {
        return new SequencedMessage(message.toBuilder().clearSeq().build().toByteString(), message.getSeq());
    }

    static String conversationOf(MsgData message) {
        String a = message.getSendID();
        String b = message.getRecvID();
        return a.compareTo(b) < 0 ? "si_" + a + "_" + b : "si_" + b + "_" + a;
    }

    private static boolean concerns(String conversation, String user) {
        return conversation.contains("_" + user);
    }

    private FrameCodec codec(WebSocket socket) {
        HandshakeQuery login = logins.get(socket);
        if (login == null) {
            throw new IllegalStateException("a frame before the handshake's result");
        }
        return login.codec(FrameLimits.FROM_CLIENT);
    }

    private void send(WebSocket socket, Response response) {
        if (socket.isOpen()) {
            socket.send(codec(socket).encodeResponse(response));
        }
    }

    private static Map<String, List<String>> parameters(String resource) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String pair : resource.substring(resource.indexOf('?') + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals),
                    List.of(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)));
        }
        return parameters;
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
        logins.remove(socket);
    }

    @Override
    public void onError(@Nullable WebSocket socket, Exception e) {
        // A connection that a client aborts is what some tests are about.
        if (!(e instanceof java.io.IOException)) {
            synchronized (errors) {
                errors.add(e);
            }
        }
    }
}
