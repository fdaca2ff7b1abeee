package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.InMemoryHistory;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletingTest {
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);
    private static final ConversationId OTHER = ConversationId.single(BOB, CAROL);
    private static final ConversationId OWN_DEVICES = ConversationId.notification(BOB, BOB);
    private static final Clock NOW = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);
    private static final DeleteSync OWN = new DeleteSync(true, false);
    private static final DeleteSync NOBODY = new DeleteSync(false, false);
    private static final DeleteSync BOTH_SIDES = new DeleteSync(true, true);

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final InMemoryMemberships memberships = new InMemoryMemberships();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private final InMemoryHistory history = new InMemoryHistory();
    private final InMemoryUsers users = new InMemoryUsers();
    private final Reading reading = new Reading(seqs, mailboxes, memberships);
    private final List<Message> told = new ArrayList<>();
    private boolean brokerIsAway;
    private final AcceptedQueue queue = message -> {
        if (brokerIsAway) {
            return CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "the broker is away"));
        }
        told.add(message);
        return CompletableFuture.completedFuture(null);
    };

    private Deleting deleting;

    @BeforeEach
    void aliceWroteFourTimesToBobAndCarolOnce() {
        for (UserId user : List.of(ALICE, BOB, CAROL)) {
            users.register(List.of(User.of(user, "Nick " + user, "", 1)));
        }
        for (String text : List.of("one", "two", "three", "four")) {
            transfer(TestMessages.text(ALICE, BOB, text));
        }
        transfer(TestMessages.text(CAROL, BOB, "hello"));
        deleting = new Deleting(
                seqs, mailboxes, memberships, history, new Notifying(TestSending.into(queue, users, NOW), NOW));
    }

    private void transfer(Message message) {
        memberships.join(Map.of(message.conversation(), message.participants()));
        var places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))));
        mailboxes.store(List.of(new PlacedMessage(message, places.get(0))));
        seqs.settle(places);
        history.record(List.of(message));
    }

    @Test
    void aDeletedMessageIsASeqWithNothingInItForWhoDeletedItAndAsItWasForTheOther() {
        deleting.delete(BOB, CHAT, List.of(2L, 4L), OWN, "op");

        assertThat(texts(range(BOB))).containsExactly("1 one", "2 deleted", "3 three", "4 deleted");
        assertThat(texts(exactly(BOB, 1, 2, 4))).containsExactly("1 one", "2 deleted", "4 deleted");
        assertThat(texts(reading.last(BOB, Set.of(CHAT)).values())).containsExactly("4 deleted");
        assertThat(mailbox(BOB)).containsExactly("1 one", "2 deleted", "3 three", "4 deleted", "1 hello");
        assertThat(texts(range(ALICE))).containsExactly("1 one", "2 two", "3 three", "4 four");
        assertThat(mailbox(ALICE)).containsExactly("1 one", "2 two", "3 three", "4 four");
        assertThat(reading.newest(BOB)).containsEntry(CHAT, 4L);
        assertThat(reading.readStates(BOB, Set.of(CHAT)).get(CHAT)).isEqualTo(new ReadState(4, 0, 1_000));
    }

    @Test
    void itStaysDeletedWhenCountersAreLost() {
        deleting.delete(BOB, CHAT, List.of(2L), OWN, "op");
        Reading afterTheLoss = new Reading(new InMemorySeqs(mailboxes), mailboxes, memberships);

        assertThat(texts(afterTheLoss
                        .ranges(BOB, List.of(new RangeWanted(CHAT, 1, 9, 0)))
                        .get(0)
                        .messages()))
                .containsExactly("1 one", "2 deleted", "3 three", "4 four");
    }

    @Test
    void ownDevicesAreToldByANotificationThatIsKept() {
        deleting.delete(BOB, CHAT, List.of(2L, 3L), OWN, "op");

        assertThat(told).hasSize(1);
        assertThat(told.get(0).conversation()).isEqualTo(OWN_DEVICES);
        assertThat(told.get(0).isKept()).isTrue();
        assertThat(told.get(0).audience()).containsExactly(BOB);
        assertThat(told.get(0).contentType()).isEqualTo(2102);
        assertThat(parsed(told.get(0).body()).getContent().toStringUtf8().replace("\\\"", "'"))
                .isEqualTo("{\"detail\":\"{'userID':'bob','conversationID':'si_alice_bob','seqs':[2,3]}\"}");
    }

    @Test
    void withoutSyncNobodyIsTold() {
        deleting.delete(BOB, CHAT, List.of(2L), NOBODY, "op");
        deleting.clear(BOB, List.of(OTHER), NOBODY, "op");

        assertThat(told).isEmpty();
        assertThat(texts(range(BOB))).contains("2 deleted");
    }

    @Test
    void forBothSidesItIsGoneFromBothAndBothAreTold() {
        deleting.delete(BOB, CHAT, List.of(2L), BOTH_SIDES, "op");
        deleting.clear(BOB, List.of(OTHER), BOTH_SIDES, "op");

        assertThat(texts(range(ALICE))).containsExactly("1 one", "2 deleted", "3 three", "4 four");
        assertThat(texts(range(BOB))).containsExactly("1 one", "2 deleted", "3 three", "4 four");
        assertThat(mailbox(CAROL)).containsExactly("1 deleted");
        assertThat(told)
                .extracting(Message::conversation)
                .containsExactly(ConversationId.notification(ALICE, BOB), ConversationId.notification(BOB, CAROL));
    }

    @Test
    void onlyWhatIsThereCanBeDeletedAndOnlyByWhoIsInIt() {
        refused(ErrorCode.NO_PERMISSION, () -> deleting.delete(CAROL, CHAT, List.of(1L), OWN, "op"));
        refused(ErrorCode.ARGS, () -> deleting.delete(BOB, CHAT, List.of(1L, 5L), OWN, "op"));
        refused(ErrorCode.ARGS, () -> deleting.delete(BOB, OWN_DEVICES, List.of(1L), OWN, "op"));
        refused(ErrorCode.ARGS, () -> deleting.clear(BOB, List.of(OWN_DEVICES), OWN, "op"));
        refused(ErrorCode.ARGS, () -> deleting.erase(OWN_DEVICES, List.of(1L), "op"));
        deleting.clear(CAROL, List.of(CHAT), OWN, "op");

        assertThat(texts(range(BOB))).containsExactly("1 one", "2 two", "3 three", "4 four");
        assertThat(told).isEmpty();
    }

    @Test
    void aClearedConversationBeginsWithWhatComesNext() {
        deleting.clear(BOB, List.of(CHAT, OTHER), OWN, "op");

        assertThat(range(BOB)).isEmpty();
        assertThat(exactly(BOB, 1, 4)).isEmpty();
        assertThat(reading.last(BOB, Set.of(CHAT))).isEmpty();
        assertThat(mailbox(BOB)).containsExactly("1 deleted", "2 deleted", "3 deleted", "4 deleted", "1 deleted");
        assertThat(reading.readStates(BOB, Set.of(CHAT)).get(CHAT)).isEqualTo(new ReadState(4, 4, 1_000));
        assertThat(memberships.find(BOB, CHAT)).map(Membership::minSeq).contains(5L);
        assertThat(texts(range(ALICE))).hasSize(4);

        transfer(TestMessages.text(ALICE, BOB, "five"));

        assertThat(texts(range(BOB))).containsExactly("5 five");
        assertThat(mailbox(BOB)).contains("5 five");
    }

    @Test
    void clearingEverythingIsClearingEachConversationAndTellsOnce() {
        deleting.clearAll(BOB, OWN, "op");

        assertThat(mailbox(BOB)).allMatch(it -> it.endsWith("deleted"));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).contentType()).isEqualTo(1703);
        assertThat(parsed(told.get(0).body()).getContent().toStringUtf8())
                .contains("si_alice_bob")
                .contains("si_bob_carol");
    }

    @Test
    void whoDeletedNothingLooksForNothing() {
        deleting.delete(BOB, CHAT, List.of(2L), OWN, "op");
        int before = memberships.lookedForHidden;

        range(ALICE);
        exactly(BOB, 3, 4);
        mailbox(ALICE);
        reading.last(BOB, Set.of(CHAT, OTHER));

        assertThat(memberships.lookedForHidden).isEqualTo(before);
    }

    @Test
    void theSameRequestCompletesWhatWasCutOff() {
        brokerIsAway = true;
        refused(ErrorCode.UNAVAILABLE, () -> deleting.delete(BOB, CHAT, List.of(2L), OWN, "op"));
        refused(ErrorCode.UNAVAILABLE, () -> deleting.erase(CHAT, List.of(3L), "op"));
        brokerIsAway = false;

        deleting.delete(BOB, CHAT, List.of(2L), OWN, "op");
        deleting.erase(CHAT, List.of(3L), "op");

        assertThat(texts(range(BOB))).containsExactly("1 one", "2 deleted", "3 deleted", "4 four");
        assertThat(told).hasSize(2);
    }

    @Test
    void anErasedMessageIsGoneFromEveryTierAndBothSidesAreToldOnce() {
        Message three = TestMessages.text(ALICE, BOB, "three");

        deleting.erase(CHAT, List.of(3L, 77L), "op");
        deleting.erase(CHAT, List.of(3L), "op");

        assertThat(texts(range(ALICE))).containsExactly("1 one", "2 two", "3 deleted", "4 four");
        assertThat(mailbox(BOB)).contains("3 deleted");
        MsgData now = parsed(mailboxes.at(CHAT, List.of(3L)).get(0).body());
        assertThat(now.getContent().isEmpty()).isTrue();
        assertThat(now.getServerMsgID()).isEqualTo(three.id().value());
        var row = history.byId(three.id()).orElseThrow();
        assertThat(row.replaced()).isTrue();
        assertThat(parsed(row.body()).getContent().isEmpty()).isTrue();
        assertThat(told).extracting(Message::conversation).containsExactly(ConversationId.notification(ALICE, BOB));
    }

    @Test
    void ofARevokedMessageNothingIsLeftToErase() {
        Message original = TestMessages.text(ALICE, BOB, "two");
        MsgData revoked = RevokedMessage.of(
                parsed(original.body()), 2, new RevokedMessage.Trace("alice", "Nick alice", 1, false));
        mailboxes.replace(
                new Message(
                        original.id(),
                        CHAT,
                        ALICE,
                        List.of(BOB),
                        2101,
                        original.options(),
                        1_000,
                        "op",
                        revoked.toByteString()),
                2);

        deleting.erase(CHAT, List.of(2L), "op");

        assertThat(parsed(mailboxes.at(CHAT, List.of(2L)).get(0).body()).getContentType())
                .isEqualTo(2101);
        assertThat(told).isEmpty();
    }

    private List<StoredMessage> range(UserId user) {
        return reading.ranges(user, List.of(new RangeWanted(CHAT, 1, 99, 0))).stream()
                .flatMap(it -> it.messages().stream())
                .toList();
    }

    private List<StoredMessage> exactly(UserId user, long... wanted) {
        List<Long> boxed = java.util.Arrays.stream(wanted).boxed().toList();
        return reading.exactly(user, Map.of(CHAT, boxed), Order.ASCENDING)
                .get(0)
                .messages();
    }

    private List<String> mailbox(UserId owner) {
        return texts(reading.pullMailbox(owner, 1, 99, 99).entries().stream()
                .map(it -> it.message())
                .toList());
    }

    private static List<String> texts(java.util.Collection<StoredMessage> messages) {
        return messages.stream()
                .map(it -> {
                    MsgData data = parsed(it.body());
                    if (data.getStatus() == 4) {
                        assertThat(data.getContent().isEmpty()).isTrue();
                        return it.seq() + " deleted";
                    }
                    return it.seq() + " " + data.getContent().toStringUtf8().replaceAll(".*:\"(.*)\"}", "$1");
                })
                .toList();
    }

    private static MsgData parsed(ByteString body) {
        try {
            return MsgData.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
