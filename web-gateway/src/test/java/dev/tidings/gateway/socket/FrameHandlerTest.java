package dev.tidings.gateway.socket;

import static dev.tidings.gateway.socket.HeldSession.GOB;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.tidings.conversation.Conversation;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.msg.Draft;
import dev.tidings.msg.InMemoryServices;
import dev.tidings.msg.MessageService;
import dev.tidings.msg.Sent;
import dev.tidings.offline.Device;
import dev.tidings.offline.ProviderName;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.Response;
import dev.tidings.omtp.proto.ConversationSeqs;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqReq;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqResp;
import dev.tidings.omtp.proto.GetLastMessageReq;
import dev.tidings.omtp.proto.GetLastMessageResp;
import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.GetSeqMessageResp;
import dev.tidings.omtp.proto.MailboxNewestResp;
import dev.tidings.omtp.proto.MailboxPullReq;
import dev.tidings.omtp.proto.MailboxPullResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.SetAppBackgroundStatusReq;
import dev.tidings.omtp.proto.SubUserOnlineStatus;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.omtp.proto.UserSendMsgResp;
import dev.tidings.user.User;
import jakarta.ejb.EJBException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHandlerTest {
    private static final int NEWEST_SEQ = 1001;
    private static final int PULL_RANGE = 1002;
    private static final int SEND = 1003;
    private static final int PULL_SEQS = 1005;
    private static final int READ_SEQS = 1006;
    private static final int LAST_MESSAGE = 1007;
    private static final int LOGOUT = 2003;
    private static final int BACKGROUND = 2004;
    private static final int ONLINE_STATUS = 2005;
    private static final String CHAT = "si_alice_bob";
    private static final int WEB = 5;

    private final InMemoryServices services = new InMemoryServices();
    private final Sockets sockets = new Sockets();
    private final OnlineStates states = new OnlineStates(sockets);
    private final PresenceLog presence = new PresenceLog();
    private final Lobby lobby = presence.lobby(sockets, states, 100, 100, Duration.ofHours(1));
    /** Reads that are to wait; at once, unless a test says otherwise. */
    private final List<Runnable> heldReads = new ArrayList<>();

    private boolean readsAreHeld;
    private final ReadThreads readers = readers(this::read);
    private final FrameHandler frames = handler(services.messages);
    private final HeldSession client = HeldSession.reading("client");
    private final Connection connection = client.open(ALICE, WEB, GOB);

    @BeforeEach
    void register() {
        services.users.register(List.of(User.of(ALICE, "Alice", "", 1), User.of(BOB, "Bob", "", 1)));
    }

    @Test
    void aSendIsAnsweredWithItsReceipt() throws InvalidProtocolBufferException {
        Response answer = ask(SEND, text("c1"));

        UserSendMsgResp receipt = UserSendMsgResp.parseFrom(answer.data());
        assertThat(answer.errCode()).isZero();
        assertThat(answer.reqIdentifier()).isEqualTo(SEND);
        assertThat(answer.msgIncr()).isEqualTo("incr-1");
        assertThat(answer.operationID()).isEqualTo("op-1");
        assertThat(receipt.getServerMsgID()).isEqualTo(MessageId.of(ALICE, "c1").value());
        assertThat(receipt.getClientMsgID()).isEqualTo("c1");
        assertThat(receipt.getSendTime()).isEqualTo(services.clock.millis());
    }

    @Test
    void thePlatformIsTheTokensAndNotTheSenders() throws InvalidProtocolBufferException {
        ask(SEND, text("c1").toBuilder().setSenderPlatformID(1).build());

        assertThat(chatOf(ask(PULL_RANGE, range(1, 1))).getMsgs(0).getSenderPlatformID())
                .isEqualTo(WEB);
    }

    @Test
    void aRefusedSendIsAnsweredWithItsCode() {
        Response answer = ask(SEND, text("c1").toBuilder().setRecvID("nobody").build());

        assertThat(answer.errCode()).isEqualTo(ErrorCode.USER_ID_NOT_FOUND.number());
        assertThat(answer.errMsg()).startsWith("UserIDNotFoundError");
        assertThat(answer.msgIncr()).isEqualTo("incr-1");
        assertThat(client.closed).isEmpty();
    }

    @Test
    void aSendInAnothersNameInsideOfTheMessageIsRefused() {
        Response answer = ask(SEND, text("c1").toBuilder().setSendID("bob").build());

        assertThat(answer.errCode()).isEqualTo(ErrorCode.ARGS.number());
    }

    @Test
    void aSendThatTheBrokerMayNotHaveIsUnavailable() {
        services.brokerIsAway = true;

        assertThat(ask(SEND, text("c1")).errCode()).isEqualTo(ErrorCode.UNAVAILABLE.number());
    }

    @Test
    void aSendDoesNotWaitForTheReadsOfASlowStore() throws InvalidProtocolBufferException {
        readsAreHeld = true;
        frames.handle(connection, frame(NEWEST_SEQ, "alice", ByteString.EMPTY));
        frames.handle(connection, frame(MailboxRequests.NEWEST, "alice", ByteString.EMPTY));

        assertThat(ask(SEND, text("c1")).errCode()).isZero();

        // One client's reads have one place: they are answered one after the other.
        assertThat(heldReads).hasSize(1);
        heldReads.get(0).run();
        assertThat(client.frames).hasSize(3);
        assertThat(client.answer(GOB, 1).reqIdentifier()).isEqualTo(NEWEST_SEQ);
        assertThat(GetMaxSeqResp.parseFrom(client.answer(GOB, 1).data()).getMaxSeqsMap())
                .containsEntry(CHAT, 1L);
        assertThat(client.answer(GOB, 2).reqIdentifier()).isEqualTo(MailboxRequests.NEWEST);
    }

    @Test
    void moreReadsThanAnSdkHasUnderWayAreRefused() {
        readsAreHeld = true;
        for (int i = 0; i < ReadLine.WAITING_MAX; i++) {
            frames.handle(connection, frame(NEWEST_SEQ, "alice", ByteString.EMPTY));
        }

        assertThat(ask(NEWEST_SEQ).errCode()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS.number());
        heldReads.get(0).run();
        assertThat(client.frames).hasSize(1 + ReadLine.WAITING_MAX);
    }

    @Test
    void aReadOnANodeThatShutsDownIsUnavailable() {
        FrameHandler stopping = new FrameHandler(
                services.messages, services.inbox, states, lobby, services.deviceService, readers(read -> {
                    throw new RejectedExecutionException();
                }));

        stopping.handle(connection, frame(NEWEST_SEQ, "alice", ByteString.EMPTY));

        assertThat(lastAnswer().errCode()).isEqualTo(ErrorCode.UNAVAILABLE.number());
    }

    @Test
    void theNewestSeqsAreThoseOfTheCaller() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        ask(SEND, text("c2"));

        assertThat(GetMaxSeqResp.parseFrom(ask(NEWEST_SEQ).data()).getMaxSeqsMap())
                .containsExactly(java.util.Map.entry(CHAT, 2L));
    }

    @Test
    void aRangeIsPulled() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        ask(SEND, text("c2"));

        PullMsgs pulled = chatOf(ask(PULL_RANGE, range(1, 2)));

        assertThat(pulled.getMsgsList()).extracting(MsgData::getSeq).containsExactly(1L, 2L);
        assertThat(pulled.getMsgsList()).extracting(MsgData::getClientMsgID).containsExactly("c1", "c2");
        assertThat(pulled.getIsEnd()).isTrue();
    }

    @Test
    void theseSeqsArePulled() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        ask(SEND, text("c2"));

        Response answer = ask(
                PULL_SEQS,
                GetSeqMessageReq.newBuilder()
                        .addConversations(ConversationSeqs.newBuilder()
                                .setConversationID(CHAT)
                                .addSeqs(2))
                        .build());

        assertThat(GetSeqMessageResp.parseFrom(answer.data())
                        .getMsgsOrThrow(CHAT)
                        .getMsgsList())
                .extracting(MsgData::getSeq)
                .containsExactly(2L);
    }

    @Test
    void theReadPositionsAreAnsweredWithThePinnedConversationsOnlyIfWanted() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        services.conversations.ensure(List.of(Conversation.single(ALICE, BOB)));

        var answer = GetConversationsHasReadAndMaxSeqResp.parseFrom(
                ask(READ_SEQS, GetConversationsHasReadAndMaxSeqReq.getDefaultInstance())
                        .data());

        assertThat(answer.getSeqsOrThrow(CHAT).getMaxSeq()).isEqualTo(1);
        assertThat(answer.getSeqsOrThrow(CHAT).getHasReadSeq()).isEqualTo(1);
        assertThat(answer.getSeqsOrThrow(CHAT).getMaxSeqTime()).isEqualTo(services.clock.millis());
        assertThat(answer.getPinnedConversationIDsList()).isEmpty();
    }

    @Test
    void theLastMessageIsAnswered() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        ask(SEND, text("c2"));

        Response answer = ask(
                LAST_MESSAGE,
                GetLastMessageReq.newBuilder().addConversationIDs(CHAT).build());

        MsgData last = GetLastMessageResp.parseFrom(answer.data()).getMsgsOrThrow(CHAT);
        assertThat(last.getClientMsgID()).isEqualTo("c2");
        assertThat(last.getSeq()).isEqualTo(2);
    }

    @Test
    void theAppGoesToTheBackgroundAndComesBack() {
        ask(
                BACKGROUND,
                SetAppBackgroundStatusReq.newBuilder().setIsBackground(true).build());
        assertThat(connection.isBackground()).isTrue();

        Response answer = ask(BACKGROUND, SetAppBackgroundStatusReq.getDefaultInstance());

        assertThat(connection.isBackground()).isFalse();
        assertThat(answer.errCode()).isZero();
        assertThat(answer.data()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void aSubscriptionIsAnsweredWithThePresentState() throws InvalidProtocolBufferException {
        sockets.add(HeldSession.reading("bobs").open(BOB, 2, GOB));

        Response answer = ask(
                ONLINE_STATUS,
                SubUserOnlineStatus.newBuilder().addSubscribeUserID("bob").build());

        assertThat(SubUserOnlineStatusTips.parseFrom(answer.data())
                        .getSubscribers(0)
                        .getOnlinePlatformIDsList())
                .containsExactly(2);
    }

    @Test
    void aLogoutIsAnsweredAndThenTheSocketIsClosed() {
        Response answer = ask(LOGOUT);

        assertThat(answer.errCode()).isZero();
        assertThat(client.closeCodes()).containsExactly(4005);
    }

    @Test
    void aLogoutTakesThePlatformsPushTokensAway() {
        services.devices.put(new Device(ALICE, WEB, ProviderName.FCM, "this"), 0, Long.MAX_VALUE);
        services.devices.put(new Device(ALICE, 2, ProviderName.FCM, "phone"), 0, Long.MAX_VALUE);

        ask(LOGOUT);

        assertThat(services.devices.of(List.of(ALICE), 0))
                .extracting(Device::token)
                .containsExactly("phone");
    }

    @Test
    void theMailboxIsOneSeriesOfEverything() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));
        ask(SEND, text("c2"));
        ask(SEND, text("c3"));

        assertThat(MailboxNewestResp.parseFrom(ask(MailboxRequests.NEWEST).data())
                        .getNewest())
                .isEqualTo(3);
        MailboxPullResp page = mailbox(1, 100, 2);
        assertThat(page.getEntriesList()).extracting(it -> it.getMailboxSeq()).containsExactly(1L, 2L);
        assertThat(page.getEntries(0).getConversationID()).isEqualTo(CHAT);
        assertThat(page.getEntries(0).getMessage().getSeq()).isEqualTo(1);
        assertThat(page.getIsEnd()).isFalse();
        assertThat(mailbox(3, 100, 0).getIsEnd()).isTrue();
    }

    @Test
    void whatIsBehindTheNewestOfAMailboxIsItsEnd() throws InvalidProtocolBufferException {
        ask(SEND, text("c1"));

        assertThat(mailbox(2, 100, 0).getEntriesList()).isEmpty();
        assertThat(mailbox(2, 100, 0).getIsEnd()).isTrue();
        assertThat(mailbox(1, 0, 0).getEntriesList()).hasSize(1);
    }

    @Test
    void anotherUsersFrameClosesTheSocket() {
        frames.handle(connection, frame(NEWEST_SEQ, "bob", ByteString.EMPTY));

        assertThat(client.closeCodes()).containsExactly(4001);
        assertThat(client.frames).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 999, 1000, 1004, 1008, 2001, 2002, 3001, 9000, 9003, Integer.MAX_VALUE})
    void whatNoClientMayAskForClosesTheSocket(int reqIdentifier) {
        frames.handle(connection, frame(reqIdentifier, "alice", ByteString.EMPTY));

        assertThat(client.closeCodes()).containsExactly(4001);
        assertThat(client.frames).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "not a frame", "\u0000\u0001\u0002\u0003"})
    void whatIsNoFrameClosesTheSocket(String bytes) {
        frames.handle(connection, ByteString.copyFromUtf8(bytes).asReadOnlyByteBuffer());

        assertThat(client.closeCodes()).containsExactly(4001);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                PULL_RANGE,
                SEND,
                PULL_SEQS,
                READ_SEQS,
                LAST_MESSAGE,
                BACKGROUND,
                ONLINE_STATUS,
                MailboxRequests.PULL
            })
    void aPayloadThatCannotBeReadIsRefusedAndTheSocketStays(int reqIdentifier) {
        frames.handle(connection, frame(reqIdentifier, "alice", ByteString.copyFromUtf8("\u000f\u000f\u000f")));

        assertThat(client.answer(GOB, 0).errCode()).isEqualTo(ErrorCode.ARGS.number());
        assertThat(client.closed).isEmpty();
    }

    @Test
    void idsThatNobodyCanHaveAreRefused() {
        Response pull = ask(
                PULL_RANGE,
                PullMessageBySeqsReq.newBuilder()
                        .addSeqRanges(SeqRange.newBuilder().setConversationID("nonsense"))
                        .build());
        Response subscription = ask(
                ONLINE_STATUS,
                SubUserOnlineStatus.newBuilder().addSubscribeUserID("a/b").build());

        assertThat(pull.errCode()).isEqualTo(ErrorCode.ARGS.number());
        assertThat(subscription.errCode()).isEqualTo(ErrorCode.ARGS.number());
    }

    @Test
    void theContainersWrappingIsTakenOff() {
        Response answer = askWhenSending(draft -> {
            throw new EJBException(new ImException(ErrorCode.NO_PERMISSION, "not yours"));
        });

        assertThat(answer.errCode()).isEqualTo(ErrorCode.NO_PERMISSION.number());
        assertThat(answer.errMsg()).isEqualTo("NoPermissionError: not yours");
    }

    @Test
    void aDefectIsAnsweredAndNotShown() {
        Response thrown = askWhenSending(draft -> {
            throw new EJBException(new IllegalStateException("jdbc:mysql://secret"));
        });
        Response failed =
                askWhenSending(draft -> CompletableFuture.failedFuture(new IllegalStateException("secret as well")));

        assertThat(List.of(thrown, failed)).allSatisfy(it -> {
            assertThat(it.errCode()).isEqualTo(ErrorCode.SERVER_INTERNAL.number());
            assertThat(it.errMsg()).isEqualTo("ServerInternalError");
        });
    }

    @Test
    void soManySendsMayBeUnderWayAndNoMore() {
        List<CompletableFuture<Sent>> underWay = new ArrayList<>();
        FrameHandler slow = handler(new Scripted(draft -> {
            underWay.add(new CompletableFuture<>());
            return underWay.get(underWay.size() - 1);
        }));
        for (int i = 0; i < Connection.SENDS_MAX; i++) {
            slow.handle(connection, frame(SEND, "alice", text("c" + i).toByteString()));
        }
        assertThat(client.frames).isEmpty();

        slow.handle(connection, frame(SEND, "alice", text("one more").toByteString()));
        assertThat(client.answer(GOB, 0).errCode()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS.number());

        underWay.get(0).complete(new Sent(MessageId.of(ALICE, "c0"), "c0", 1));
        underWay.get(1).completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "not known"));
        slow.handle(connection, frame(SEND, "alice", text("again").toByteString()));
        slow.handle(connection, frame(SEND, "alice", text("and again").toByteString()));
        assertThat(underWay).hasSize(Connection.SENDS_MAX + 2);
    }

    @Test
    void aSendThatThrewIsUnderWayNoMore() {
        FrameHandler refusing = handler(new Scripted(draft -> {
            throw new ImException(ErrorCode.ARGS, "no");
        }));

        for (int i = 0; i <= Connection.SENDS_MAX; i++) {
            refusing.handle(connection, frame(SEND, "alice", text("c" + i).toByteString()));
        }

        assertThat(client.answer(GOB, Connection.SENDS_MAX).errCode()).isEqualTo(ErrorCode.ARGS.number());
    }

    private static ReadThreads readers(Executor executor) {
        return new ReadThreads() {
            @Override
            public void execute(Runnable reads) {
                executor.execute(reads);
            }
        };
    }

    private void read(Runnable read) {
        if (readsAreHeld) {
            heldReads.add(read);
        } else {
            read.run();
        }
    }

    private FrameHandler handler(MessageService messages) {
        return new FrameHandler(messages, services.inbox, states, lobby, services.deviceService, readers);
    }

    private Response askWhenSending(Function<Draft, CompletionStage<Sent>> sending) {
        handler(new Scripted(sending))
                .handle(connection, frame(SEND, "alice", text("c1").toByteString()));
        return lastAnswer();
    }

    private Response ask(int reqIdentifier) {
        return ask(reqIdentifier, ByteString.EMPTY);
    }

    private Response ask(int reqIdentifier, MessageLite payload) {
        return ask(reqIdentifier, payload.toByteString());
    }

    private Response ask(int reqIdentifier, ByteString data) {
        int before = client.frames.size();
        frames.handle(connection, frame(reqIdentifier, "alice", data));
        assertThat(client.frames).hasSize(before + 1);
        return lastAnswer();
    }

    private Response lastAnswer() {
        return client.answer(GOB, client.frames.size() - 1);
    }

    private MailboxPullResp mailbox(long from, long to, int limit) throws InvalidProtocolBufferException {
        return MailboxPullResp.parseFrom(ask(
                        MailboxRequests.PULL,
                        MailboxPullReq.newBuilder()
                                .setFrom(from)
                                .setTo(to)
                                .setLimit(limit)
                                .build())
                .data());
    }

    private static PullMsgs chatOf(Response answer) throws InvalidProtocolBufferException {
        return PullMessageBySeqsResp.parseFrom(answer.data()).getMsgsOrThrow(CHAT);
    }

    private static PullMessageBySeqsReq range(long begin, long end) {
        return PullMessageBySeqsReq.newBuilder()
                .addSeqRanges(SeqRange.newBuilder()
                        .setConversationID(CHAT)
                        .setBegin(begin)
                        .setEnd(end)
                        .setNum(10))
                .build();
    }

    private static MsgData text(String clientMsgId) {
        return MsgData.newBuilder()
                .setSendID("alice")
                .setRecvID("bob")
                .setClientMsgID(clientMsgId)
                .setSessionType(1)
                .setContentType(101)
                .setContent(ByteString.copyFromUtf8("{\"content\":\"hello\"}"))
                .build();
    }

    private static ByteBuffer frame(int reqIdentifier, String sender, ByteString data) {
        return GOB.encodeRequest(new Request(reqIdentifier, "", new UserId(sender).value(), "op-1", "incr-1", data));
    }

    /** A session bean that does what a test says. */
    private static final class Scripted extends MessageService {
        private final Function<Draft, CompletionStage<Sent>> sending;

        private Scripted(Function<Draft, CompletionStage<Sent>> sending) {
            this.sending = sending;
        }

        @Override
        public CompletionStage<Sent> send(Draft draft) {
            return sending.apply(draft);
        }
    }
}
