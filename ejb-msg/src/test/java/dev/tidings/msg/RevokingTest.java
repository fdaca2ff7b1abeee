package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.History;
import dev.tidings.history.HistoryQuery;
import dev.tidings.history.InMemoryHistory;
import dev.tidings.hook.NoHooks;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import dev.tidings.push.Delivery;
import dev.tidings.push.LatePushes;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevokingTest {
    private static final String SECRET = "the secret";
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);
    private static final Instant SENT = Instant.ofEpochMilli(1_000);
    private static final Clock NOW = Clock.fixed(SENT.plusSeconds(10), ZoneOffset.UTC);
    private static final Duration FOR_EVER = Duration.ZERO;

    /** Stands for a process that ends right there. */
    private static final class Crash extends RuntimeException {}

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final InMemoryMemberships memberships = new InMemoryMemberships();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private final InMemoryHistory history = new InMemoryHistory();
    private final InMemoryUsers users = new InMemoryUsers();
    private final List<Message> told = new ArrayList<>();
    private final AcceptedQueue queue = message -> {
        told.add(message);
        return CompletableFuture.completedFuture(null);
    };

    @BeforeEach
    void aliceHasWrittenToBob() {
        for (UserId user : List.of(ALICE, BOB, CAROL)) {
            users.register(List.of(User.of(user, "Nick " + user, "", 1)));
        }
        transfer(message(Options.ALL_ON));
    }

    /** As a message comes from the queue; it says its secret wherever it can. */
    private static Message message(Options options) {
        MessageId id = MessageId.of(ALICE, "m1");
        MsgData data = MsgData.newBuilder()
                .setSendID("alice")
                .setRecvID("bob")
                .setClientMsgID("m1")
                .setServerMsgID(id.value())
                .setSenderNickname("Nick alice")
                .setSessionType(1)
                .setContentType(101)
                .setContent(ByteString.copyFromUtf8("{\"content\":\"" + SECRET + "\"}"))
                .setOfflinePushInfo(OfflinePushInfo.newBuilder().setTitle(SECRET))
                .setAttachedInfo(SECRET)
                .setEx(SECRET)
                .addAtUserIDList(SECRET)
                .setSendTime(SENT.toEpochMilli())
                .setCreateTime(900)
                .setStatus(2)
                .putAllOptions(options.toWire())
                .build();
        return new Message(id, CHAT, ALICE, List.of(BOB), 101, options, SENT.toEpochMilli(), "op", data.toByteString());
    }

    private void transfer(Message message) {
        memberships.join(Map.of(CHAT, Set.of(ALICE, BOB)));
        var places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))));
        mailboxes.store(List.of(new PlacedMessage(message, places.get(0))));
        seqs.settle(places);
        if (message.options().has(Option.PERSISTENT)) {
            history.record(List.of(message));
        }
    }

    private Revoking revoking(Duration window, History into, AcceptedQueue out) {
        Sending sending = TestSending.into(out, users, NOW);
        return new Revoking(
                seqs, mailboxes, memberships, into, users, new Notifying(sending, NOW), new NoHooks(), NOW, window);
    }

    private void revoke(Revocation revocation) {
        revoking(FOR_EVER, history, queue).revoke(revocation);
    }

    private static Revocation by(UserId user) {
        return new Revocation(user, false, CHAT, 1, "op-r");
    }

    private MsgData read() {
        return parse(mailboxes.at(CHAT, List.of(1L)).get(0).body());
    }

    private static MsgData parse(ByteString body) {
        try {
            return MsgData.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoeverReadsTheMessageAfterwardsReadsThatItWasRevoked() {
        MsgData original = read();

        revoke(by(ALICE));

        MsgData now = read();
        assertThat(now.getContentType()).isEqualTo(2101);
        assertThat(now.getContent().toStringUtf8().replace("\\\"", "'")).isEqualTo("""
                {"detail":"{'revokerID':'alice','revokerRole':0,'clientMsgID':'m1','revokerNickname':'Nick alice',\
                'revokeTime':11000,'sourceMessageSendTime':1000,'sourceMessageSendID':'alice',\
                'sourceMessageSenderNickname':'Nick alice','sessionType':1,'seq':1,'ex':'','isAdminRevoke':false}"}""");
        assertThat(now.toString()).doesNotContain(SECRET);
        assertThat(List.of(now.getServerMsgID(), now.getClientMsgID(), now.getSendID(), now.getRecvID()))
                .isEqualTo(List.of(
                        original.getServerMsgID(),
                        original.getClientMsgID(),
                        original.getSendID(),
                        original.getRecvID()));
        assertThat(now.getStatus()).isEqualTo(2);
        assertThat(now.getSendTime()).isEqualTo(1_000);
    }

    @Test
    void whatWasCutOffIsCompletedByWhoeverFindsIt() {
        AcceptedQueue away = message -> CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "away"));
        assertThatThrownBy(() -> revoking(FOR_EVER, history, away).revoke(by(ALICE)))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        revoking(FOR_EVER, history, queue)
                .finish(CHAT, mailboxes.at(CHAT, List.of(1L)).get(0), "op-later");

        assertThat(told).hasSize(1);
        assertThat(told.get(0).contentType()).isEqualTo(2101);
        assertThat(told.get(0).body().toStringUtf8()).contains("alice").doesNotContain(SECRET);
        assertThat(history.byId(MessageId.of(ALICE, "m1")).orElseThrow().replaced())
                .isTrue();
        assertThatThrownBy(() -> revoke(by(ALICE)))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MSG_ALREADY_REVOKE));
    }

    @Test
    void noTierHasTheOriginalAnyMore() {
        Message original = message(Options.ALL_ON);

        revoke(by(ALICE));
        history.record(List.of(original));
        List<Delivery> late = LatePushes.asStored(mailboxes, List.of(new Delivery(original, 1)));

        assertThat(history.byId(original.id()).orElseThrow().replaced()).isTrue();
        assertThat(history.byId(original.id()).orElseThrow().body())
                .isEqualTo(mailboxes.at(CHAT, List.of(1L)).get(0).body());
        assertThat(history.count(HistoryQuery.ALL.bySender(ALICE).containing(SECRET)))
                .isZero();
        assertThat(mailboxes.pull(BOB, 1, 1, 1).get(0).message().body().toStringUtf8())
                .doesNotContain(SECRET);
        assertThat(late.get(0).message().body().toStringUtf8()).doesNotContain(SECRET);
        assertThat(late.get(0).message().contentType()).isEqualTo(2101);
        assertThat(late.get(0).message().options().has(Option.OFFLINE_PUSH)).isFalse();
    }

    @Test
    void bothSidesAreToldByANotificationThatIsKept() {
        revoke(by(ALICE));

        Message notification = told.get(0);
        assertThat(told).hasSize(1);
        assertThat(notification.conversation()).hasToString("n_alice_bob");
        assertThat(notification.participants()).containsExactly(ALICE, BOB);
        assertThat(notification.contentType()).isEqualTo(2101);
        assertThat(notification.options())
                .isEqualTo(Options.without(
                        Option.OFFLINE_PUSH,
                        Option.UNREAD_COUNT,
                        Option.CONVERSATION_UPDATE,
                        Option.NOT_PRIVATE,
                        Option.SENDER_CONVERSATION_UPDATE,
                        Option.IS_NOT_NOTIFICATION));
        assertThat(parse(notification.body()).getContent().toStringUtf8().replace("\\\"", "'"))
                .isEqualTo("""
                {"detail":"{'revokerUserID':'alice','clientMsgID':'m1','revokeTime':11000,'sesstionType':1,'seq':1,\
                'conversationID':'si_alice_bob','isAdminRevoke':false}"}""");
    }

    @Test
    void aSecondTimeIsRefused() {
        revoke(by(ALICE));

        refused(ErrorCode.MSG_ALREADY_REVOKE, () -> revoke(by(ALICE)));
        refused(ErrorCode.MSG_ALREADY_REVOKE, () -> revoke(new Revocation(BOB, true, CHAT, 1, "op")));
        assertThat(told).hasSize(1);
    }

    @Test
    void onlyTheSenderAndAdminsMay() {
        refused(ErrorCode.NO_PERMISSION, () -> revoke(by(BOB)));
        refused(ErrorCode.NO_PERMISSION, () -> revoke(by(CAROL)));
        assertThat(read().getContentType()).isEqualTo(101);

        revoke(new Revocation(BOB, true, CHAT, 1, "op"));

        assertThat(read().getContent().toStringUtf8())
                .contains("\\\"revokerID\\\":\\\"bob\\\"", "\\\"isAdminRevoke\\\":true");
    }

    @Test
    void anAdminWhoIsNoUserRevokesInTheSendersName() {
        revoke(new Revocation(new UserId("imAdmin"), true, CHAT, 1, "op"));

        assertThat(read().getContent().toStringUtf8())
                .contains("\\\"revokerID\\\":\\\"alice\\\"", "\\\"isAdminRevoke\\\":true");
    }

    @Test
    void usersMayOnlyForAsLongAsIsConfigured() {
        Revoking strict = revoking(Duration.ofSeconds(9), history, queue);

        refused(ErrorCode.NO_PERMISSION, () -> strict.revoke(by(ALICE)));
        revoking(Duration.ofSeconds(10), history, queue).revoke(by(ALICE));

        assertThat(read().getContentType()).isEqualTo(2101);
    }

    @Test
    void adminsMayAtAnyTime() {
        revoking(Duration.ofSeconds(1), history, queue).revoke(new Revocation(ALICE, true, CHAT, 1, "op"));

        assertThat(read().getContentType()).isEqualTo(2101);
    }

    @Test
    void whatIsNotThereCannotBeRevoked() {
        for (long seq : new long[] {0, 2, Long.MAX_VALUE}) {
            refused(ErrorCode.RECORD_NOT_FOUND, () -> revoke(new Revocation(ALICE, false, CHAT, seq, "op")));
            refused(ErrorCode.RECORD_NOT_FOUND, () -> revoke(new Revocation(ALICE, true, CHAT, seq, "op")));
        }
        ConversationId stream = ConversationId.notification(ALICE, BOB);
        refused(ErrorCode.ARGS, () -> revoke(new Revocation(ALICE, true, stream, 1, "op")));
    }

    @Test
    void aMessageThatIsNotInTheFullHistoryDoesNotGetThere() {
        Message unrecorded = new Message(
                MessageId.of(ALICE, "m2"),
                CHAT,
                ALICE,
                List.of(BOB),
                101,
                Options.without(Option.PERSISTENT),
                2_000,
                "op",
                parse(message(Options.without(Option.PERSISTENT)).body()).toBuilder()
                        .setClientMsgID("m2")
                        .build()
                        .toByteString());
        transfer(unrecorded);

        revoke(new Revocation(ALICE, false, CHAT, 2, "op"));

        assertThat(history.byId(unrecorded.id())).isEmpty();
    }

    @Test
    void theSameRequestCompletesWhatACrashCutOffBeforeTheHistory() {
        History crashing = crashing(history);

        assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> revoking(FOR_EVER, crashing, queue).revoke(by(ALICE)));
        assertThat(read().toString()).doesNotContain(SECRET);
        revoke(by(ALICE));

        noTierHasIt();
    }

    /** Ends the process when a message is to be replaced. */
    private static History crashing(History history) {
        return (History) java.lang.reflect.Proxy.newProxyInstance(
                RevokingTest.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("replace")) {
                        throw new Crash();
                    }
                    return method.invoke(history, arguments);
                });
    }

    @Test
    void theSameRequestCompletesWhatACrashCutOffBeforeAnybodyWasTold() {
        AcceptedQueue crashing = message -> {
            throw new Crash();
        };

        assertThatThrownBy(() -> revoking(FOR_EVER, history, crashing).revoke(by(ALICE)))
                .hasRootCauseInstanceOf(Crash.class);
        revoke(by(ALICE));

        noTierHasIt();
    }

    @Test
    void theSameRequestTellsTheSameAgainWhenTheQueueDidNotAnswer() {
        UnaryOperator<AcceptedQueue> unsure = real -> message -> {
            real.put(message);
            return CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "no answer"));
        };

        refused(
                ErrorCode.UNAVAILABLE,
                () -> revoking(FOR_EVER, history, unsure.apply(queue)).revoke(by(ALICE)));
        revoke(new Revocation(BOB, true, CHAT, 1, "op"));

        noTierHasIt();
        assertThat(told)
                .extracting(Message::id)
                .containsExactly(told.get(0).id(), told.get(0).id());
        assertThat(parse(told.get(1).body()).getContent())
                .isEqualTo(parse(told.get(0).body()).getContent());
    }

    private void noTierHasIt() {
        assertThat(read().toString()).doesNotContain(SECRET);
        assertThat(history.byId(MessageId.of(ALICE, "m1")).orElseThrow().replaced())
                .isTrue();
        assertThat(told).isNotEmpty();
        refused(ErrorCode.MSG_ALREADY_REVOKE, () -> revoke(by(ALICE)));
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
