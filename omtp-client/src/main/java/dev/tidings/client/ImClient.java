package dev.tidings.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.proto.DelUserPushTokenReq;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqReq;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqResp;
import dev.tidings.omtp.proto.GetLastMessageReq;
import dev.tidings.omtp.proto.GetLastMessageResp;
import dev.tidings.omtp.proto.GetMaxSeqReq;
import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.GetSeqMessageResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.SetAppBackgroundStatusReq;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.omtp.proto.UserSendMsgResp;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One connection of one user, from its handshake to its end. It does not reconnect and keeps no state; {@link ImDevice}
 * does. Safe for use by several threads.
 *
 * <p>Every request's future ends with the answer, or with a {@link RefusedException} if the server said no, a
 * {@code NotConnectedException} if nothing was sent, or a {@link LostException} if no answer came in time or before the
 * connection ended. Futures complete on a network thread: what is chained to them must not block.
 */
public final class ImClient {
    private final Login login;
    private final Connection connection;

    private ImClient(Login login, Connection connection) {
        this.login = login;
        this.connection = connection;
    }

    /**
     * Connects. The future ends once the server has accepted the login; with a {@link RefusedException} if it did not,
     * with a {@link LostException} if there was no connection or no result within the login's timeout.
     */
    public static CompletableFuture<ImClient> connect(ImNetwork network, Login login, ImListener listener) {
        return connect(network, network.loop(), login, listener);
    }

    static CompletableFuture<ImClient> connect(ImNetwork network, EventLoop loop, Login login, ImListener listener) {
        Connection connection = new Connection(network, login, listener);
        return connection.open(loop).thenApply(opened -> new ImClient(login, connection));
    }

    public Login login() {
        return login;
    }

    // ---- requests

    /** Sends a message exactly as it is. */
    public CompletableFuture<UserSendMsgResp> send(MsgData message) {
        return request(ReqIdentifier.SEND_MSG, message, UserSendMsgResp.parser());
    }

    /** The newest seq of each of the user's conversations, notification streams included. */
    public CompletableFuture<GetMaxSeqResp> newestSeqs() {
        GetMaxSeqReq request =
                GetMaxSeqReq.newBuilder().setUserID(login.userID()).build();
        return request(ReqIdentifier.GET_NEWEST_SEQ, request, GetMaxSeqResp.parser());
    }

    /** The newest {@code num} of each range, or all of it in a notification stream. */
    public CompletableFuture<PullMessageBySeqsResp> pullRanges(List<SeqRange> ranges, PullOrder order) {
        PullMessageBySeqsReq request = PullMessageBySeqsReq.newBuilder()
                .setUserID(login.userID())
                .addAllSeqRanges(ranges)
                .setOrder(order)
                .build();
        return request(ReqIdentifier.PULL_MSG_BY_RANGE, request, PullMessageBySeqsResp.parser());
    }

    /** Exactly these seqs, by conversation. */
    public CompletableFuture<GetSeqMessageResp> pullSeqs(Map<String, List<Long>> seqs, PullOrder order) {
        GetSeqMessageReq.Builder request =
                GetSeqMessageReq.newBuilder().setUserID(login.userID()).setOrder(order);
        seqs.forEach((conversation, wanted) -> request.addConversationsBuilder()
                .setConversationID(conversation)
                .addAllSeqs(wanted));
        return request(ReqIdentifier.PULL_MSG_BY_SEQ_LIST, request.build(), GetSeqMessageResp.parser());
    }

    /** Read position and newest seq of these conversations; of all if none is named. */
    public CompletableFuture<GetConversationsHasReadAndMaxSeqResp> readPositions(List<String> conversations) {
        GetConversationsHasReadAndMaxSeqReq request = GetConversationsHasReadAndMaxSeqReq.newBuilder()
                .setUserID(login.userID())
                .addAllConversationIDs(conversations)
                .build();
        return request(ReqIdentifier.GET_CONV_MAX_READ_SEQ, request, GetConversationsHasReadAndMaxSeqResp.parser());
    }

    /** The last message of each of these conversations. */
    public CompletableFuture<GetLastMessageResp> lastMessages(List<String> conversations) {
        GetLastMessageReq request = GetLastMessageReq.newBuilder()
                .setUserID(login.userID())
                .addAllConversationIDs(conversations)
                .build();
        return request(ReqIdentifier.PULL_CONV_LAST_MESSAGE, request, GetLastMessageResp.parser());
    }

    /** Starts and ends subscriptions to users' online states; answers with the states of those added. */
    public CompletableFuture<SubUserOnlineStatusTips> subscribe(List<String> add, List<String> remove) {
        SubUserOnlineStatus request = SubUserOnlineStatus.newBuilder()
                .addAllSubscribeUserID(add)
                .addAllUnsubscribeUserID(remove)
                .build();
        return request(ReqIdentifier.SUB_USER_ONLINE_STATUS, request, SubUserOnlineStatusTips.parser());
    }

    /** Says that the app went to the background or came back. */
    public CompletableFuture<ByteString> setBackground(boolean background) {
        SetAppBackgroundStatusReq request = SetAppBackgroundStatusReq.newBuilder()
                .setUserID(login.userID())
                .setIsBackground(background)
                .build();
        return request(ReqIdentifier.SET_BACKGROUND_STATUS, request.toByteString());
    }

    /** Logs this platform out; the server closes the connection after its answer. */
    public CompletableFuture<ByteString> logout() {
        DelUserPushTokenReq request = DelUserPushTokenReq.newBuilder()
                .setUserID(login.userID())
                .setPlatformID(login.platform().id())
                .build();
        return request(ReqIdentifier.LOGOUT, request.toByteString());
    }

    /** Sends any request and gives its answer's payload as it is. */
    public CompletableFuture<ByteString> request(ReqIdentifier kind, ByteString payload) {
        return request(kind.number(), payload);
    }

    /** As {@link #request(ReqIdentifier, ByteString)}, also for numbers that the protocol does not know. */
    public CompletableFuture<ByteString> request(int reqIdentifier, ByteString payload) {
        return connection.request(reqIdentifier, payload);
    }

    private <T extends MessageLite> CompletableFuture<T> request(
            ReqIdentifier kind, MessageLite payload, Parser<T> answer) {
        return request(kind, payload.toByteString()).thenApply(data -> {
            try {
                return answer.parseFrom(data);
            } catch (InvalidProtocolBufferException e) {
                throw new LostException("the answer's payload is not what belongs to " + kind, e);
            }
        });
    }

    // ---- the connection

    public boolean isOpen() {
        return connection.isOpen();
    }

    /** Ends when the connection has. */
    public CompletableFuture<Closed> closed() {
        return connection.closed();
    }

    /** Closes as the SDKs do, with code 3001. */
    public void close() {
        connection.close(3001, "Actively close");
    }

    /** Drops the connection without a word, as a device does that loses power. */
    public void abort() {
        connection.abort();
    }

    /** Stops or resumes taking bytes from the network: a reader that does not read. */
    public void pauseReading(boolean pause) {
        connection.pauseReading(pause);
    }

    /** Sends bytes of the caller's making as a binary frame, for servers that must stand it. */
    public void sendRaw(ByteString frame) {
        connection.sendRaw(frame);
    }
}
