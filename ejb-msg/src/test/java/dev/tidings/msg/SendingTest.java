package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.NoHooks;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageFrom;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.receipt.Receipt;
import dev.tidings.receipt.Receipts;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendingTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Clock LATER = Clock.offset(NOW, Duration.ofHours(1));

    private final InMemoryUsers users = new InMemoryUsers();
    private final Map<MessageId, Receipt> kept = new HashMap<>();
    private final Receipts receipts = (id, receipt) -> {
        Receipt earlier = kept.putIfAbsent(id, receipt);
        return CompletableFuture.completedFuture(earlier == null ? receipt : earlier);
    };
    private final List<Message> queued = new ArrayList<>();
    private final AcceptedQueue queue = message -> {
        queued.add(message);
        return CompletableFuture.completedFuture(null);
    };
    private final Sending sending = sending(users, receipts, queue, new SendTimes(NOW));

    private static Sending sending(InMemoryUsers users, Receipts receipts, AcceptedQueue queue, SendTimes times) {
        NoHooks none = new NoHooks();
        return new Sending(users, receipts, queue, times, new Screening(none, none, NOW, false), new SenderLines());
    }

    @BeforeEach
    void register() {
        users.register(List.of(user(ALICE), user(BOB), user(CAROL)));
    }

    @Test
    void theServerDecidesWhatIsTheServersToDecide() throws InvalidProtocolBufferException {
        Draft draft = Drafts.toBob(it -> it.setServerMsgID("mine")
                .setSendTime(1)
                .setStatus(MessageStatus.HAS_DELETED.number())
                .setMsgFrom(MessageFrom.SYSTEM.number())
                .setSeq(77)
                .setIsRead(true));

        send(draft);

        MsgData stamped = MsgData.parseFrom(queued.get(0).body());
        assertThat(stamped.getServerMsgID())
                .isEqualTo(MessageId.of(ALICE, "client-1").value());
        assertThat(stamped.getSendTime()).isEqualTo(NOW.millis());
        assertThat(stamped.getStatus()).isEqualTo(2);
        assertThat(stamped.getMsgFrom()).isEqualTo(MessageFrom.USER.number());
        assertThat(stamped.getSeq()).isZero();
        assertThat(stamped.getIsRead()).isFalse();
    }

    @Test
    void whatIsTheSendersToSayStaysAsItWas() throws InvalidProtocolBufferException {
        Draft draft = Drafts.toBob(it -> it.setEx("ex").setAttachedInfo("{}").addAtUserIDList("carol"));

        send(draft);

        MsgData stamped = MsgData.parseFrom(queued.get(0).body());
        assertThat(stamped.toBuilder()
                        .clearServerMsgID()
                        .clearSendTime()
                        .clearStatus()
                        .clearMsgFrom()
                        .build())
                .isEqualTo(draft.data());
    }

    @Test
    void theAnswerIsWhatTheMessageSays() {
        Sent sent = send(Drafts.toBob(it -> it));

        assertThat(sent).isEqualTo(new Sent(MessageId.of(ALICE, "client-1"), "client-1", NOW.millis()));
    }

    @Test
    void theMessageRepeatsWhatRoutingNeeds() {
        send(Drafts.toBob(it -> it));

        Message message = queued.get(0);
        assertThat(message.id()).isEqualTo(MessageId.of(ALICE, "client-1"));
        assertThat(message.conversation()).isEqualTo(ConversationId.single(ALICE, BOB));
        assertThat(message.sender()).isEqualTo(ALICE);
        assertThat(message.receivers()).containsExactly(BOB);
        assertThat(message.contentType()).isEqualTo(ContentType.TEXT.number());
        assertThat(message.options()).isEqualTo(Options.ALL_ON);
        assertThat(message.sendTime()).isEqualTo(NOW.millis());
        assertThat(message.operationId()).isEqualTo("op-1");
    }

    @Test
    void theServerMsgIdIsAFunctionOfSenderAndClientMsgId() {
        Sent alices = send(Drafts.toBob(it -> it));
        Sent carols = send(Drafts.of(CAROL, BOB, Draft.Origin.CLIENT, it -> it));
        Sent next = send(Drafts.toBob(it -> it.setClientMsgID("client-2")));

        assertThat(List.of(alices.serverMsgID(), carols.serverMsgID(), next.serverMsgID()))
                .doesNotHaveDuplicates();
        assertThat(alices.serverMsgID().value()).matches("[0-9a-f]{32}");
    }

    @Test
    void fieldsThatNobodyKnowsAreDropped() throws InvalidProtocolBufferException {
        Draft draft = Drafts.toBob(it -> it.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(900, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build()));

        send(draft);

        assertThat(MsgData.parseFrom(queued.get(0).body()).getUnknownFields().asMap())
                .isEmpty();
    }

    @Test
    void aRetryIsTheSameMessageAndGetsTheSameAnswer() {
        Sent first = send(Drafts.toBob(it -> it));
        Sent retried = sent(sending(users, receipts, queue, new SendTimes(LATER)), Drafts.toBob(it -> it));

        assertThat(retried).isEqualTo(first);
        assertThat(queued).hasSize(2);
        assertThat(queued.get(1)).isEqualTo(queued.get(0));
    }

    @Test
    void aClientMsgIdIsNotForTwoConversations() {
        send(Drafts.toBob(it -> it));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> send(Drafts.of(ALICE, CAROL, Draft.Origin.CLIENT, it -> it)))
                .havingCause()
                .isInstanceOfSatisfying(
                        ImException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.DUPLICATE_KEY));
        assertThat(queued).hasSize(1);
    }

    @Test
    void aMessageIsSentWithoutReceipts() {
        Receipts away = (id, receipt) ->
                CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "the cache does not answer"));

        Sent sent = sent(sending(users, away, queue, new SendTimes(LATER)), Drafts.toBob(it -> it));

        assertThat(sent.sendTime()).isEqualTo(LATER.millis());
        assertThat(queued).hasSize(1);
    }

    @Test
    void nobodyWritesToWhoIsNotThere() {
        assertRefused(
                ErrorCode.USER_ID_NOT_FOUND, Drafts.of(ALICE, new UserId("nobody"), Draft.Origin.CLIENT, it -> it));

        assertThat(queued).isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void aRefusedDraftLeavesNoTrace() {
        assertRefused(ErrorCode.ARGS, Drafts.toBob(it -> it.setSendID("bob")));

        assertThat(queued).isEmpty();
        assertThat(kept).isEmpty();
    }

    @Test
    void aNoteToOneselfEntersOneMailbox() {
        send(Drafts.of(ALICE, ALICE, Draft.Origin.CLIENT, it -> it));

        Message note = queued.get(0);
        assertThat(note.conversation()).isEqualTo(new ConversationId("si_alice_alice"));
        assertThat(note.receivers()).isEmpty();
        assertThat(note.participants()).containsExactly(ALICE);
    }

    @Test
    void typingIsPassedOnAndLeavesNoReceipt() {
        Draft typing = Drafts.toBob(it -> it.setContentType(ContentType.TYPING.number())
                .putOptions("history", false)
                .putOptions("persistent", false)
                .putOptions("senderSync", false)
                .putOptions("unreadCount", false)
                .putOptions("offlinePush", false));

        send(typing);

        Message message = queued.get(0);
        assertThat(message.isKept()).isFalse();
        assertThat(message.options())
                .isEqualTo(Options.without(
                        Option.HISTORY,
                        Option.PERSISTENT,
                        Option.SENDER_SYNC,
                        Option.UNREAD_COUNT,
                        Option.OFFLINE_PUSH));
        assertThat(message.audience()).containsExactly(BOB);
        assertThat(kept).isEmpty();
    }

    @Test
    void theBusinessServerMaySetTheTimeOfSending() throws InvalidProtocolBufferException {
        Sent sent = send(Drafts.of(ALICE, BOB, Draft.Origin.BUSINESS_SERVER, it -> it.setSendTime(123)));

        assertThat(sent.sendTime()).isEqualTo(123);
        assertThat(MsgData.parseFrom(queued.get(0).body()).getMsgFrom()).isEqualTo(MessageFrom.SYSTEM.number());
    }

    @Test
    void theSenderIsToldWhenItIsNotKnownWhetherTheBrokerHasIt() {
        AcceptedQueue away = message ->
                CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "the broker does not answer"));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> sent(sending(users, receipts, away, new SendTimes(NOW)), Drafts.toBob(it -> it)))
                .havingCause()
                .isInstanceOfSatisfying(
                        ImException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void theSenderHearsNothingBeforeTheBrokerHasIt() {
        CompletableFuture<Void> onDisk = new CompletableFuture<>();
        CompletableFuture<Sent> sent = sending(users, receipts, message -> onDisk, new SendTimes(NOW))
                .send(Drafts.toBob(it -> it))
                .toCompletableFuture();

        assertThat(sent).isNotDone();

        onDisk.complete(null);
        assertThat(sent).isCompleted();
    }

    private Sent send(Draft draft) {
        return sent(sending, draft);
    }

    private static Sent sent(Sending sending, Draft draft) {
        return sending.send(draft).toCompletableFuture().join();
    }

    private void assertRefused(ErrorCode code, Draft draft) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> send(draft))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static User user(UserId id) {
        return User.of(id, id.value(), "", 1);
    }
}
