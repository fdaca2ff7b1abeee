package dev.tidings.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link History} does. */
public interface HistoryContract {
    UserId ALICE = new UserId("alice");
    UserId BOB = new UserId("bob");
    UserId CAROL = new UserId("carol");
    int TEXT = 101;
    int REVOKED = 2101;

    /** Empty. */
    History history();

    /** A message as it is accepted. */
    static Message message(UserId from, UserId to, String clientMsgId, long sendTime, String text) {
        MessageId id = MessageId.of(from, clientMsgId);
        ByteString body = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID(clientMsgId)
                .setServerMsgID(id.value())
                .setSenderPlatformID(5)
                .setSenderNickname("nick of " + from)
                .setSessionType(1)
                .setMsgFrom(100)
                .setContentType(TEXT)
                .setContent(ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}"))
                .setSendTime(sendTime)
                .setCreateTime(sendTime - 5)
                .setStatus(2)
                .setEx("ex")
                .build()
                .toByteString();
        return new Message(
                id, ConversationId.single(from, to), from, List.of(to), TEXT, Options.ALL_ON, sendTime, "op", body);
    }

    private static Message withBody(Message m, int contentType, ByteString body) {
        return new Message(
                m.id(),
                m.conversation(),
                m.sender(),
                m.receivers(),
                contentType,
                m.options(),
                m.sendTime(),
                "op",
                body);
    }

    private static Message withId(Message m, String id) {
        return new Message(
                new MessageId(id),
                m.conversation(),
                m.sender(),
                m.receivers(),
                m.contentType(),
                m.options(),
                m.sendTime(),
                "op",
                m.body());
    }

    private static List<Message> many(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> message(ALICE, BOB, prefix + i, 1_000 + i, "hello " + i))
                .toList();
    }

    @Test
    default void aMessageIsFoundWithTheBytesItHad() {
        History history = history();
        Message message = message(ALICE, BOB, "c1", 1_700_000_000_123L, "hi 🙂 你好");

        Recorded recorded = history.record(List.of(message));

        assertThat(recorded).isEqualTo(new Recorded(1, List.of()));
        HistoryEntry found = history.byId(message.id()).orElseThrow();
        assertThat(found.id()).isEqualTo(message.id());
        assertThat(found.conversation()).isEqualTo(message.conversation());
        assertThat(found.sendTime()).isEqualTo(1_700_000_000_123L);
        assertThat(found.replaced()).isFalse();
        assertThat(found.body()).isEqualTo(message.body());
        assertThat(history.byId(MessageId.of(BOB, "c1"))).isEmpty();
    }

    @Test
    default void aMessageThatComesAgainLeavesTheFirst() {
        History history = history();
        Message first = message(ALICE, BOB, "c1", 1_000, "first");
        Message again = message(ALICE, BOB, "c1", 2_000, "again");

        history.record(List.of(first));
        Recorded repeated = history.record(List.of(again, message(ALICE, BOB, "c2", 2_000, "new"), again));
        Recorded twiceInOne = history.record(
                List.of(message(ALICE, BOB, "c3", 3_000, "one"), message(ALICE, BOB, "c3", 4_000, "two")));

        assertThat(repeated).isEqualTo(new Recorded(1, List.of()));
        assertThat(twiceInOne).isEqualTo(new Recorded(1, List.of()));
        assertThat(history.byId(first.id()).orElseThrow().body()).isEqualTo(first.body());
        assertThat(history.byId(MessageId.of(ALICE, "c3")).orElseThrow().sendTime())
                .isEqualTo(3_000);
        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(3);
    }

    @Test
    default void whatSqlWouldReadOtherwiseIsKeptAsItIs() {
        History history = history();
        Message single = message(ALICE, BOB, "c1", 1_000, "'; \\' \" `%_ \0 \u001a \r\n ? \u007f");
        Message first = message(ALICE, BOB, "c2", 1_000, "\\");
        Message second = message(ALICE, BOB, "c3", 1_000, "''");

        history.record(List.of(single));
        history.record(List.of(first, second));

        for (Message message : List.of(single, first, second)) {
            assertThat(history.byId(message.id()).orElseThrow().body()).isEqualTo(message.body());
        }
    }

    @Test
    default void aRedeliveryAfterAnInterruptedBatchRecordsTheRest() {
        History history = history();
        List<Message> batch = many("m", 1_201);
        history.record(batch.subList(300, 900));

        Recorded recorded = history.record(batch);

        assertThat(recorded).isEqualTo(new Recorded(601, List.of()));
        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(1_201);
    }

    @Test
    default void aBadMessageIsNamedAndLosesNoOther() {
        History history = history();
        List<Message> batch = new ArrayList<>(many("m", 700));
        Message tooLong = withId(message(ALICE, BOB, "bad1", 1, "x"), "x".repeat(40));
        Message noBody = withBody(message(ALICE, BOB, "bad2", 1, "x"), TEXT, ByteString.copyFromUtf8("no MsgData"));
        batch.add(123, tooLong);
        batch.add(650, noBody);
        batch.add(message(ALICE, BOB, "m0", 9_999, "again"));

        Recorded recorded = history.record(batch);

        assertThat(recorded.added()).isEqualTo(700);
        assertThat(recorded.rejected())
                .extracting(Recorded.Rejected::message)
                .containsExactlyInAnyOrder(tooLong, noBody);
        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(700);
    }

    @Test
    default void aBadMessageIsNamedAlsoWhenOthersAreThereAlready() {
        History history = history();
        List<Message> batch = new ArrayList<>(many("m", 300));
        history.record(batch.subList(0, 100));
        Message tooLong = withId(message(ALICE, BOB, "bad1", 1, "x"), "x".repeat(40));
        batch.add(150, tooLong);

        Recorded recorded = history.record(batch);

        assertThat(recorded.added()).isEqualTo(200);
        assertThat(recorded.rejected()).extracting(Recorded.Rejected::message).containsExactly(tooLong);
        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(300);
    }

    @Test
    default void longTextsOfClientsDoNotKeepAMessageOut() {
        History history = history();
        Message plain = message(ALICE, BOB, "c1", 1_000, "x");
        Message wordy = withBody(
                plain,
                TEXT,
                MsgData.newBuilder()
                        .setClientMsgID("🙂".repeat(300))
                        .setSenderNickname("n".repeat(254) + "🙂")
                        .setEx("卡".repeat(60_000))
                        .setContent(ByteString.copyFrom(new byte[] {'{', (byte) 0xff, 0, '}'}))
                        .build()
                        .toByteString());

        Recorded recorded = history.record(List.of(wordy));

        assertThat(recorded).isEqualTo(new Recorded(1, List.of()));
        assertThat(history.byId(plain.id()).orElseThrow().body()).isEqualTo(wordy.body());
    }

    @Test
    default void nodesThatRecordTheSameMessagesLeaveEachOnce() throws Exception {
        History history = history();
        List<Message> batch = many("m", 1_000);
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        List<Callable<Recorded>> work = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Message> shuffled = new ArrayList<>(batch);
            Collections.shuffle(shuffled, new Random(i));
            work.add(() -> redelivered(history, shuffled));
        }

        int added = 0;
        for (Future<Recorded> done : nodes.invokeAll(work)) {
            assertThat(done.get().rejected()).isEmpty();
            added += done.get().added();
        }
        nodes.shutdown();

        assertThat(history.count(HistoryQuery.ALL)).isEqualTo(1_000);
        assertThat(added).isLessThanOrEqualTo(1_000);
    }

    /** As a queue does: what was not acknowledged comes again. */
    private static Recorded redelivered(History history, List<Message> messages) {
        for (int attempt = 1; ; attempt++) {
            try {
                return history.record(messages);
            } catch (ImException e) {
                if (e.code() != ErrorCode.UNAVAILABLE || attempt == 20) {
                    throw e;
                }
            }
        }
    }

    @Test
    default void aReplacedMessageNoLongerHasItsContent() {
        History history = history();
        Message original = message(ALICE, BOB, "c1", 1_000, "secret");
        Message replacement = withBody(
                original,
                REVOKED,
                MsgData.newBuilder()
                        .setRecvID("bob")
                        .setContentType(REVOKED)
                        .build()
                        .toByteString());
        history.record(List.of(original));

        history.replace(replacement);
        history.replace(replacement);
        history.record(List.of(original));

        HistoryEntry found = history.byId(original.id()).orElseThrow();
        assertThat(found.replaced()).isTrue();
        assertThat(found.body()).isEqualTo(replacement.body());
        assertThat(history.count(HistoryQuery.ALL.bySender(ALICE).containing("secret")))
                .isZero();
        assertThat(history.count(HistoryQuery.ALL.ofContentType(REVOKED))).isEqualTo(1);
    }

    @Test
    default void aReplacementThatComesFirstKeepsTheOriginalOut() {
        History history = history();
        Message original = message(ALICE, BOB, "c1", 1_000, "secret");
        Message replacement = withBody(
                original, REVOKED, MsgData.newBuilder().setRecvID("bob").build().toByteString());

        history.replace(replacement);
        Recorded late = history.record(List.of(original));

        assertThat(late.added()).isZero();
        assertThat(history.byId(original.id()).orElseThrow().body()).isEqualTo(replacement.body());
        assertFails(
                ErrorCode.ARGS,
                () -> history.replace(withBody(original, REVOKED, ByteString.copyFromUtf8("no MsgData"))));
    }

    @Test
    default void whichOfManyArePresentIsTold() {
        History history = history();
        List<Message> batch = many("m", 1_100);
        history.record(batch.subList(0, 600));

        assertThat(history.present(batch.stream().map(Message::id).toList()))
                .containsExactlyInAnyOrderElementsOf(
                        batch.subList(0, 600).stream().map(Message::id).toList());
        assertThat(history.present(List.of())).isEmpty();
    }

    @Test
    default void aSearchMeetsAllItsCriteria() {
        History history = history();
        Message toBob = message(ALICE, BOB, "1", 1_000, "hello bob 100%");
        Message toCarol = message(ALICE, CAROL, "2", 2_000, "hello carol");
        Message fromBob = message(BOB, ALICE, "3", 3_000, "Hello alice");
        history.record(List.of(toBob, toCarol, fromBob));

        assertThat(found(history, HistoryQuery.ALL)).containsExactly(fromBob.id(), toCarol.id(), toBob.id());
        assertThat(found(history, HistoryQuery.ALL.bySender(ALICE))).containsExactly(toCarol.id(), toBob.id());
        assertThat(found(history, HistoryQuery.ALL.bySender(ALICE).toReceiver(BOB)))
                .containsExactly(toBob.id());
        assertThat(found(history, HistoryQuery.ALL.in(ConversationId.single(ALICE, BOB))))
                .containsExactly(fromBob.id(), toBob.id());
        assertThat(found(history, HistoryQuery.ALL.between(1_000, 2_000))).containsExactly(toBob.id());
        assertThat(found(history, HistoryQuery.ALL.ofSessionType(1).ofContentType(TEXT)))
                .hasSize(3);
        assertThat(found(history, HistoryQuery.ALL.ofSessionType(3))).isEmpty();
        assertThat(found(history, HistoryQuery.ALL.bySender(ALICE).containing("hello")))
                .containsExactly(toCarol.id(), toBob.id());
        assertThat(found(history, HistoryQuery.ALL.bySender(ALICE).containing("0%")))
                .containsExactly(toBob.id());
        assertThat(found(history, HistoryQuery.ALL.bySender(BOB).containing("hello")))
                .isEmpty();
        assertThat(history.count(HistoryQuery.ALL.bySender(ALICE))).isEqualTo(2);
    }

    @Test
    default void pagesFollowEachOtherWithoutGapOrRepetition() {
        History history = history();
        List<Message> batch = IntStream.range(0, 95)
                .mapToObj(i -> message(ALICE, BOB, "m" + i, 1_000 + i / 10, "hello"))
                .toList();
        history.record(batch);

        List<MessageId> walked = new ArrayList<>();
        HistoryPage page = HistoryPage.first(7);
        List<HistoryEntry> part = history.search(HistoryQuery.ALL.bySender(ALICE), page);
        while (!part.isEmpty()) {
            part.forEach(entry -> walked.add(entry.id()));
            page = HistoryPage.after(part.get(part.size() - 1).position(), 7);
            part = history.search(HistoryQuery.ALL.bySender(ALICE), page);
        }

        assertThat(walked)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(
                        batch.stream().map(Message::id).toList());
        assertThat(history.search(HistoryQuery.ALL, HistoryPage.numbered(3, 20)))
                .extracting(HistoryEntry::id)
                .containsExactlyElementsOf(walked.subList(40, 60));
    }

    @Test
    default void activityIsCountedByDayAndSenderWithoutNotifications() {
        History history = history();
        long day = 86_400_000L;
        Message notification = message(CAROL, BOB, "n", day + 1, "told");
        history.record(List.of(
                message(ALICE, BOB, "1", day - 1, "before"),
                message(ALICE, BOB, "2", day, "first"),
                message(ALICE, CAROL, "3", 2 * day - 1, "second"),
                message(BOB, ALICE, "4", 2 * day, "third"),
                message(BOB, ALICE, "5", 3 * day, "after"),
                new Message(
                        notification.id(),
                        ConversationId.notification(CAROL, BOB),
                        CAROL,
                        List.of(BOB),
                        TEXT,
                        Options.ALL_ON,
                        day + 1,
                        "op",
                        notification.body())));
        Instant start = Instant.ofEpochMilli(day);
        Instant end = Instant.ofEpochMilli(3 * day);

        Activity most = history.activity(start, end, false, new PageRequest(1, 10));
        Activity fewest = history.activity(start, end, true, new PageRequest(2, 1));
        Activity nothing = history.activity(end.plusMillis(1), end.plusMillis(1), true, new PageRequest(1, 1));

        assertThat(most.messages()).isEqualTo(3);
        assertThat(most.senders()).isEqualTo(2);
        assertThat(most.perDay()).isEqualTo(Map.of(LocalDate.ofEpochDay(1), 2L, LocalDate.ofEpochDay(2), 1L));
        assertThat(most.page()).containsExactly(new Activity.Sender(ALICE, 2), new Activity.Sender(BOB, 1));
        assertThat(fewest.page()).containsExactly(new Activity.Sender(ALICE, 2));
        assertThat(fewest.senders()).isEqualTo(2);
        assertThat(history.activity(start, end, true, new PageRequest(9, 1)).senders())
                .isEqualTo(2);
        assertThat(nothing).isEqualTo(new Activity(0, 0, new TreeMap<>(), List.of()));
        assertFails(ErrorCode.ARGS, () -> history.activity(end, start, true, new PageRequest(1, 1)));
        assertFails(
                ErrorCode.ARGS,
                () -> history.activity(Instant.EPOCH, Instant.ofEpochMilli(367 * day), true, new PageRequest(1, 1)));
    }

    @Test
    default void aSearchBeyondItsLimitsIsRefused() {
        assertFails(ErrorCode.ARGS, () -> HistoryPage.first(501));
        assertFails(ErrorCode.ARGS, () -> HistoryPage.numbered(0, 10));
        assertFails(ErrorCode.ARGS, () -> HistoryPage.numbered(1_000_000_000, 500));
        assertFails(ErrorCode.ARGS, () -> HistoryQuery.ALL.containing("everywhere"));
    }

    private static List<MessageId> found(History history, HistoryQuery query) {
        return history.search(query, HistoryPage.first(100)).stream()
                .map(HistoryEntry::id)
                .toList();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
