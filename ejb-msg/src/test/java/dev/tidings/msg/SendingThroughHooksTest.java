package dev.tidings.msg;

import static dev.tidings.hook.TestBusinessServer.after;
import static dev.tidings.hook.TestBusinessServer.answering;
import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.Decisions;
import dev.tidings.hook.Hook;
import dev.tidings.hook.InMemoryDecisions;
import dev.tidings.hook.RefusedByHook;
import dev.tidings.hook.TestBusinessServer;
import dev.tidings.hook.TestBusinessServer.Behaviour;
import dev.tidings.hook.TestHooks;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.receipt.Receipt;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a business server can do to a message, and what it cannot: seen from the accepted queue. */
class SendingThroughHooksTest {
    private static final String BLOCK =
            "{\"actionCode\":0,\"nextCode\":1,\"errCode\":5001,\"errMsg\":\"Bad\",\"errDlt\":\"mind it\"}";

    private final TestBusinessServer server = TestBusinessServer.start();
    private final InMemoryUsers users = new InMemoryUsers();
    private final List<Message> queued = new CopyOnWriteArrayList<>();
    private final Map<MessageId, Receipt> receipts = new ConcurrentHashMap<>();
    private final InMemoryDecisions decided = new InMemoryDecisions();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));
    private final AcceptedQueue queue = message -> {
        queued.add(message);
        return CompletableFuture.completedFuture(null);
    };

    @BeforeEach
    void register() {
        Stream.of(ALICE, BOB, CAROL).forEach(it -> users.register(List.of(User.of(it, "", "", 1))));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable it : open) {
            it.close();
        }
    }

    private Sending sending(boolean mayChangeReceiver, String... settings) {
        TestHooks hooks = TestHooks.at(server.url(), settings);
        open.add(hooks);
        return new Sending(
                users,
                (id, receipt) -> CompletableFuture.completedFuture(receipts.computeIfAbsent(id, it -> receipt)),
                queue,
                new SendTimes(TestHooks.NOW),
                new Screening(hooks.before(), decided, TestHooks.NOW, mayChangeReceiver),
                new SenderLines());
    }

    private Sending asking(String... more) {
        List<String> settings = new ArrayList<>(List.of("im.hook.enabled", "beforeSendSingleMsg,beforeMsgModify"));
        settings.addAll(List.of(more));
        return sending(false, settings.toArray(String[]::new));
    }

    private static Sent send(Sending sending, Draft draft) {
        try {
            return sending.send(draft).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof CompletionException && cause.getCause() instanceof RuntimeException inner
                    ? inner
                    : (RuntimeException) cause;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Draft draft(String id) {
        return Drafts.toBob(it -> it.setClientMsgID(id));
    }

    private MsgData last() throws InvalidProtocolBufferException {
        return MsgData.parseFrom(queued.get(queued.size() - 1).body());
    }

    /** Answers each hook by its command. */
    private void answers(String beforeSend, String modify) {
        server.behaves(
                exchange -> answering(200, exchange.getRequestURI().getPath().contains("Modify") ? modify : beforeSend)
                        .answer(exchange));
    }

    @Test
    void theBusinessServerIsAskedWithOpenImsFields() {
        send(asking(), Drafts.toBob(it -> it.setEx("ex").setSenderNickname("Al").addAtUserIDList("carol")));

        JsonObject asked = server.asked.get(0).json();
        assertThat(server.asked)
                .extracting(TestBusinessServer.Asked::path)
                .containsExactly("/callbackBeforeSendSingleMsgCommand", "/callbackBeforeMsgModifyCommand");
        assertThat(asked.keySet())
                .containsExactlyInAnyOrder(
                        "sendID",
                        "callbackCommand",
                        "serverMsgID",
                        "clientMsgID",
                        "operationID",
                        "senderPlatformID",
                        "senderNickname",
                        "sessionType",
                        "msgFrom",
                        "contentType",
                        "status",
                        "sendTime",
                        "createTime",
                        "content",
                        "seq",
                        "atUserList",
                        "faceURL",
                        "ex",
                        "recvID");
        assertThat(asked.getString("callbackCommand")).isEqualTo("callbackBeforeSendSingleMsgCommand");
        assertThat(asked.getString("content")).isEqualTo("{\"content\":\"hello\"}");
        assertThat(asked.getString("recvID")).isEqualTo("bob");
        assertThat(asked.getInt("msgFrom")).isEqualTo(100);
        assertThat(asked.getInt("status")).isEqualTo(2);
        assertThat(asked.getString("serverMsgID")).isEqualTo(queued.get(0).id().value());
        assertThat(asked.getJsonNumber("sendTime").longValue()).isEqualTo(TestHooks.NOW.millis());
    }

    @Test
    void aRefusedMessageIsNowhereAndItsSenderHearsTheReason() {
        answers(BLOCK, "{}");

        ImException refused = (ImException) catchThrowable(() -> send(asking(), draft("1")));

        assertThat(refused.number()).isEqualTo(5001);
        assertThat(refused.wireName()).isEqualTo("Bad");
        assertThat(refused.detail()).isEqualTo("mind it");
        assertThat(queued).isEmpty();
        assertThat(receipts).isEmpty();
        assertThat(decided.isEmpty()).isTrue();
    }

    @Test
    void eachListedFieldCanBeRewritten() throws InvalidProtocolBufferException {
        answers("{}", """
                {"actionCode":0,"nextCode":0,"content":"{\\"content\\":\\"new\\"}","recvID":"bob","groupID":null,
                "clientMsgID":"1","senderPlatformID":3,"senderNickname":"N","senderFaceURL":"F","sessionType":1,
                "msgFrom":200,"contentType":106,"status":3,"options":{"unreadCount":false},
                "offlinePushInfo":{"title":"T","desc":"D","ex":"E","iOSPushSound":"S","iOSBadgeCount":true},
                "atUserIDList":["bob"],"attachedInfo":"A","ex":"X","somethingElse":{"deep":[1]}}""");

        send(asking(), draft("1"));

        MsgData stored = last();
        assertThat(stored.getContent().toStringUtf8()).isEqualTo("{\"content\":\"new\"}");
        assertThat(stored.getSenderPlatformID()).isEqualTo(3);
        assertThat(stored.getSenderNickname()).isEqualTo("N");
        assertThat(stored.getSenderFaceURL()).isEqualTo("F");
        assertThat(stored.getMsgFrom()).isEqualTo(200);
        assertThat(stored.getContentType()).isEqualTo(106);
        assertThat(stored.getStatus()).isEqualTo(3);
        assertThat(stored.getOptionsMap()).isEqualTo(Map.of("unreadCount", false));
        assertThat(stored.getOfflinePushInfo().getTitle()).isEqualTo("T");
        assertThat(stored.getOfflinePushInfo().getIOSBadgeCount()).isTrue();
        assertThat(stored.getAtUserIDListList()).containsExactly("bob");
        assertThat(stored.getAttachedInfo()).isEqualTo("A");
        assertThat(stored.getEx()).isEqualTo("X");
        assertThat(queued.get(0).contentType()).isEqualTo(106);
    }

    static Stream<String> rewritesThatAreRefused() {
        return Stream.of(
                "{\"recvID\":\"carol\"}",
                "{\"recvID\":\"\"}",
                "{\"recvID\":5}",
                "{\"recvID\":\"nobody-there\"}",
                "{\"sendID\":\"carol\"}",
                "{\"groupID\":\"g1\"}",
                "{\"sessionType\":3,\"groupID\":\"g1\"}",
                "{\"sessionType\":3}",
                "{\"sessionType\":4}",
                "{\"sessionType\":\"1\"}",
                "{\"clientMsgID\":\"other\"}",
                "{\"serverMsgID\":\"other\"}",
                "{\"contentType\":2101}",
                "{\"contentType\":7}",
                "{\"content\":\"not JSON\"}",
                "{\"content\":\"null\"}",
                "{\"content\":\"\"}",
                "{\"content\":\"{\\\"content\\\":\\\"" + "x".repeat(41 * 1024) + "\\\"}\"}",
                "{\"content\":{\"content\":\"an object\"}}",
                "{\"options\":{\"isNotNotification\":false}}",
                "{\"options\":{\"history\":\"no\"}}",
                "{\"options\":[]}",
                "{\"senderPlatformID\":99}",
                "{\"senderNickname\":\"" + "x".repeat(300) + "\"}",
                "{\"status\":77}",
                "{\"msgFrom\":5}",
                "{\"msgFrom\":1.5}",
                "{\"offlinePushInfo\":\"hello\"}",
                "{\"atUserIDList\":[1]}",
                // One field that is right does not come through beside one that is wrong.
                "{\"ex\":\"half\",\"recvID\":\"carol\"}");
    }

    @ParameterizedTest
    @MethodSource("rewritesThatAreRefused")
    void aRewriteOfWhatItMustNotTouchChangesNothingAtAll(String answer) throws InvalidProtocolBufferException {
        answers("{}", answer);

        send(asking(), draft("1"));
        Throwable refused = catchThrowable(() -> send(asking("im.hook.fail-closed", "beforeMsgModify"), draft("2")));

        assertThat(queued).hasSize(1);
        assertThat(queued.get(0).conversation()).isEqualTo(ConversationId.single(ALICE, BOB));
        assertThat(last().toBuilder()
                        .clearServerMsgID()
                        .clearSendTime()
                        .clearStatus()
                        .clearMsgFrom()
                        .build())
                .isEqualTo(draft("1").data());
        assertThat(((ImException) refused).code()).isEqualTo(ErrorCode.CALLBACK);
    }

    @Test
    void aReceiverIsRewrittenWhereThatIsAllowedAndTheRulesAreAppliedAgain() throws InvalidProtocolBufferException {
        Sending sending = sending(true, "im.hook.enabled", "beforeMsgModify");
        answers("{}", "{\"recvID\":\"carol\"}");

        send(sending, draft("1"));

        assertThat(queued.get(0).conversation()).isEqualTo(ConversationId.single(ALICE, CAROL));
        assertThat(queued.get(0).receivers()).containsExactly(CAROL);
        assertThat(last().getRecvID()).isEqualTo("carol");
        answers("{}", "{\"recvID\":\"nobody\"}");
        send(sending, draft("2"));
        assertThat(queued.get(1).receivers()).containsExactly(BOB);
    }

    /** Rows of the bad-input list, at the place where they could do harm. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("500", answering(500, "{}")),
                Arguments.of("302", answering(302, new byte[0], Map.of("Location", "/x"))),
                Arguments.of("HTML", answering(200, "<html></html>")),
                Arguments.of("a gigabyte", TestBusinessServer.aGigabyte()),
                Arguments.of("nothing", answering(200, "")),
                Arguments.of("null", answering(200, "null")),
                Arguments.of("an unknown actionCode", answering(200, "{\"actionCode\":9,\"nextCode\":1}")),
                Arguments.of("a rewritten conversation", answering(200, "{\"recvID\":\"carol\"}")),
                Arguments.of("after the timeout", after(1_000, answering(200, BLOCK))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aFailureSendsTheMessageAsItWasOrNotAtAll(String name, Behaviour behaviour) {
        server.behaves(behaviour);

        send(asking("im.hook.timeout", "PT0.4S"), draft("1"));
        Throwable refused = catchThrowable(() -> send(
                asking("im.hook.timeout", "PT0.4S", "im.hook.fail-closed", "beforeSendSingleMsg,beforeMsgModify"),
                draft("2")));

        assertThat(queued).hasSize(1);
        assertThat(queued.get(0).body().toStringUtf8()).contains("hello");
        assertThat(queued.get(0).receivers()).containsExactly(BOB);
        assertThat(((ImException) refused).number()).isEqualTo(80000);
    }

    @Test
    void aRetryGetsWhatWasDecidedTheFirstTimeAndNobodyIsAskedAgain() throws InvalidProtocolBufferException {
        answers("{}", "{\"content\":\"{\\\"content\\\":\\\"new\\\"}\"}");
        Sent first = send(asking(), draft("1"));
        ByteString body = queued.get(0).body();
        answers(BLOCK, BLOCK);
        int asked = server.asked.size();

        Sent retried = send(asking(), draft("1"));

        assertThat(retried).isEqualTo(first);
        assertThat(queued.get(1).body()).isEqualTo(body);
        assertThat(server.asked).hasSize(asked);
    }

    @Test
    void otherWordsUnderTheSameIdAreAskedAbout() {
        send(asking(), draft("1"));
        answers(BLOCK, "{}");

        Throwable refused = catchThrowable(() -> send(
                asking(),
                Drafts.toBob(
                        it -> it.setClientMsgID("1").setContent(ByteString.copyFromUtf8("{\"content\":\"bad\"}")))));

        assertThat(refused).isInstanceOf(RefusedByHook.class);
        assertThat(queued).hasSize(1);
    }

    @Test
    void aRetryOfWhatWasRefusedIsAskedAnew() {
        answers(BLOCK, "{}");
        Throwable refused = catchThrowable(() -> send(asking(), draft("1")));
        assertThat(refused).isInstanceOf(RefusedByHook.class);
        answers("{}", "{}");

        send(asking(), draft("1"));

        assertThat(queued).hasSize(1);
    }

    @Test
    void ofTwoTriesAtOnceOneDecidesForBoth() throws Exception {
        server.behaves(exchange -> {
            boolean second = server.asked.size() > 1;
            Thread.sleep(second ? 300 : 50);
            answering(200, second ? BLOCK : "{}").answer(exchange);
        });
        Sending sending = sending(false, "im.hook.enabled", "beforeSendSingleMsg");

        CompletableFuture<Sent> one = sending.send(draft("1")).toCompletableFuture();
        CompletableFuture<Sent> two = sending.send(draft("1")).toCompletableFuture();

        assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo(two.get(5, TimeUnit.SECONDS));
    }

    @Test
    void whatOneSenderSendsKeepsItsOrderWhateverTheAnswersTake() {
        server.behaves(exchange -> {
            Thread.sleep((long) (Math.random() * 40));
            TestBusinessServer.CONTINUES.answer(exchange);
        });
        Sending sending = asking();

        List<CompletableFuture<Sent>> sends = IntStream.range(0, 200)
                // Every third is not asked about: it may not overtake either.
                .mapToObj(i -> Drafts.toBob(it -> it.setClientMsgID("" + i).setContentType(i % 3 == 0 ? 113 : 101)))
                .map(it -> sending.send(it).toCompletableFuture())
                .toList();
        sends.forEach(it -> it.orTimeout(30, TimeUnit.SECONDS).join());

        assertThat(queued)
                .extracting(it -> MsgData.parseFrom(it.body()).getClientMsgID())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(Integer::toString).toList());
    }

    @Test
    void oneRefusalHoldsNobodyUpBehindIt() {
        server.behaves(exchange -> {
            String body = server.asked.get(server.asked.size() - 1).body();
            answering(200, body.contains("\"clientMsgID\":\"0\"") ? BLOCK : "{}")
                    .answer(exchange);
        });
        Sending sending = sending(false, "im.hook.enabled", "beforeSendSingleMsg", "im.hook.concurrency-max", "1");

        CompletableFuture<Sent> refused = sending.send(draft("0")).toCompletableFuture();
        CompletableFuture<Sent> next = sending.send(draft("1")).toCompletableFuture();

        assertThat(next.orTimeout(5, TimeUnit.SECONDS).join().clientMsgID()).isEqualTo("1");
        assertThat(refused).isCompletedExceptionally();
        assertThat(queued).hasSize(1);
    }

    @Test
    void aHangingHookCostsItsSenderOneTimeoutAndOthersNothing() {
        server.behaves(after(60_000, TestBusinessServer.CONTINUES));
        Sending sending = sending(
                false,
                "im.hook.enabled",
                "beforeSendSingleMsg",
                "im.hook.receivers",
                "beforeSendSingleMsg=bob",
                "im.hook.timeout",
                "PT1S");
        long start = System.nanoTime();

        List<CompletableFuture<Sent>> concerned = IntStream.range(0, 30)
                .mapToObj(i -> sending.send(draft("" + i)).toCompletableFuture())
                .toList();
        CompletableFuture<Sent> other = sending.send(Drafts.of(CAROL, ALICE, Draft.Origin.CLIENT, it -> it))
                .toCompletableFuture();
        long untilOther = System.nanoTime() - start;

        assertThat(other).isCompleted();
        assertThat(TimeUnit.NANOSECONDS.toMillis(untilOther)).isLessThan(900);
        concerned.forEach(it -> it.orTimeout(5, TimeUnit.SECONDS).join());
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(900L, 2_500L);
        assertThat(queued).hasSize(31);
    }

    @ParameterizedTest
    @ValueSource(ints = {113, 1400, 2001, 2200})
    void typingAndNotificationsAreNobodysBusiness(int contentType) {
        send(asking(), Drafts.of(ALICE, BOB, Draft.Origin.BUSINESS_SERVER, it -> it.setContentType(contentType)));

        assertThat(server.asked).isEmpty();
        assertThat(queued).hasSize(1);
    }

    @Test
    void withoutRedisAMessageIsStillDecidedAbout() {
        Decisions away = new Decisions() {
            @Override
            public CompletionStage<Optional<ByteString>> find(MessageId message) {
                return CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "Redis is away"));
            }

            @Override
            public CompletionStage<ByteString> first(MessageId message, ByteString decision) {
                return CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "Redis is away"));
            }
        };
        TestHooks hooks = TestHooks.at(server.url(), "im.hook.enabled", "beforeSendSingleMsg");
        open.add(hooks);
        Sending sending = new Sending(
                users,
                (id, receipt) -> CompletableFuture.completedFuture(receipt),
                queue,
                new SendTimes(TestHooks.NOW),
                new Screening(hooks.before(), away, TestHooks.NOW, false),
                new SenderLines());

        send(sending, draft("1"));
        answers(BLOCK, "{}");
        Throwable refused = catchThrowable(() -> send(sending, draft("2")));

        assertThat(queued).hasSize(1);
        assertThat(((ImException) refused).number()).isEqualTo(5001);
        assertThat(hooks.count(Hook.BEFORE_SEND_SINGLE_MSG, "refused")).isEqualTo(1);
    }
}
