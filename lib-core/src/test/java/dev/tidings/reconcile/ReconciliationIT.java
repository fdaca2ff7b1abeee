package dev.tidings.reconcile;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.queue.Backlog;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every difference, planted in real stores: found by its name, mended, and gone at the next run. */
@SuppressWarnings("NullAway.Init")
class ReconciliationIT {
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);
    private static final Series CONVERSATION = Series.of(CHAT);
    private static final Series OF_ALICE = Series.mailboxOf(ALICE);
    private static final Series OF_BOB = Series.mailboxOf(BOB);

    private static final int SENDERS = 4;
    private static final Duration BUSY = Duration.ofSeconds(12);

    @TempDir
    static Path folder;

    private static RealStores stores;

    private final Message first = RealStores.message(ALICE, BOB, "first", 1_000);
    private final Message second = RealStores.message(BOB, ALICE, "second", 2_000);
    private final Message third = RealStores.message(ALICE, BOB, "third", 3_000);

    @BeforeAll
    static void start() throws Exception {
        stores = new RealStores("reconcile_it", folder, Duration.ofMillis(20));
    }

    @AfterAll
    static void stop() throws Exception {
        stores.close();
    }

    @BeforeEach
    void threeMessages() {
        stores.empty();
        stores.send(first, second, third);
        assertThat(stores.reconcile(Scope.EVERYTHING, false)).isEmpty();
    }

    private static Set<Difference> differences(List<Finding> findings) {
        return findings.stream().map(Finding::difference).collect(Collectors.toSet());
    }

    /** Reports, changes nothing by that, mends, and finds nothing more. */
    private static List<Finding> reportedAndMended(Scope scope, Difference... expected) {
        List<Finding> reported = stores.reconcile(scope, false);
        assertThat(differences(reported)).containsExactlyInAnyOrder(expected);
        assertThat(reported).allSatisfy(it -> assertThat(it.mended()).isFalse());
        assertThat(differences(stores.reconcile(scope, false))).containsExactlyInAnyOrder(expected);
        List<Finding> mended = stores.reconcile(scope, true);
        assertThat(mended).allSatisfy(it -> assertThat(it.mended()).as("%s", it).isTrue());
        stores.workOff();
        assertThat(stores.reconcile(Scope.EVERYTHING, false)).isEmpty();
        return mended;
    }

    private static List<String> conversation() {
        return stores.mailboxes.range(CHAT, 1, stores.seqs.newest(CONVERSATION), 100, Order.ASCENDING).stream()
                .map(StoredMessage::id)
                .map(MessageId::value)
                .toList();
    }

    private static List<String> mailbox(UserId owner) {
        return stores.mailboxes.pull(owner, 1, stores.seqs.newest(Series.mailboxOf(owner)), 100).stream()
                .map(MailboxEntry::message)
                .map(StoredMessage::id)
                .map(MessageId::value)
                .toList();
    }

    private static List<String> ids(Message... messages) {
        return Stream.of(messages).map(it -> it.id().value()).toList();
    }

    @Test
    void anEntryThatOneMailboxLacksGetsItsPlaceBack() {
        stores.lose(OF_BOB, 2);

        List<Finding> mended = reportedAndMended(Scope.EVERYTHING, Difference.HOLE, Difference.ENTRY_MISSING);

        assertThat(mended).extracting(Finding::where).contains("u:bob");
        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
        assertThat(mailbox(ALICE)).isEqualTo(ids(first, second, third));
    }

    @Test
    void anEntryThatOneMailboxLacksIsFoundByItsConversationAlone() {
        stores.lose(OF_ALICE, 2);

        reportedAndMended(new Scope(null, CHAT, null, null), Difference.ENTRY_MISSING);

        assertThat(mailbox(ALICE)).isEqualTo(ids(first, second, third));
    }

    @Test
    void anEntryThatOneMailboxLacksIsFoundByItsUserAlone() {
        stores.lose(OF_BOB, 3);

        reportedAndMended(new Scope(BOB, null, null, null), Difference.NEWEST_AHEAD, Difference.ENTRY_MISSING);

        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
    }

    @Test
    void aMessageThatItsConversationLostComesBackToItsSeq() {
        stores.lose(CONVERSATION, 2);

        reportedAndMended(Scope.EVERYTHING, Difference.HOLE, Difference.ENTRY_ASTRAY, Difference.MESSAGE_MISSING);

        assertThat(conversation()).isEqualTo(ids(first, second, third));
        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
    }

    @Test
    void aMessageThatOnlyTheHistoryHasComesBackEverywhere() {
        stores.lose(CONVERSATION, 2);
        stores.lose(OF_ALICE, 2);
        stores.lose(OF_BOB, 2);

        reportedAndMended(Scope.EVERYTHING, Difference.HOLE, Difference.MESSAGE_MISSING);

        assertThat(conversation()).isEqualTo(ids(first, second, third));
        assertThat(mailbox(ALICE)).isEqualTo(ids(first, second, third));
        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
    }

    @Test
    void aMessageThatWasNeverTransferredIsFoundByTimeAndQueued() {
        Message late = RealStores.message(BOB, ALICE, "never transferred", 9_000);
        stores.history.record(List.of(late));

        reportedAndMended(new Scope(null, null, 8_000L, 10_000L), Difference.MESSAGE_MISSING);

        assertThat(conversation()).isEqualTo(ids(first, second, third, late));
    }

    @Test
    void anEndThatALostMongoTookAwayComesBackToItsSeqs() {
        for (Series series : List.of(CONVERSATION, OF_ALICE, OF_BOB)) {
            stores.lose(series, 2);
            stores.lose(series, 3);
        }

        reportedAndMended(Scope.EVERYTHING, Difference.NEWEST_AHEAD, Difference.MESSAGE_MISSING);

        assertThat(conversation()).isEqualTo(ids(first, second, third));
        assertThat(mailbox(ALICE)).isEqualTo(ids(first, second, third));
        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
    }

    @Test
    void whatNoStoreHasAnyMoreKeepsItsPlaceAndNewestStaysWhereItWas() {
        stores.database.clear("message");
        stores.history.record(List.of(first, third));
        for (Series series : List.of(CONVERSATION, OF_ALICE, OF_BOB)) {
            stores.lose(series, 2);
        }

        reportedAndMended(Scope.EVERYTHING, Difference.HOLE);
        stores.redis.connections().with(session -> session.jedis().flushAll());

        assertThat(stores.seqs.newest(CONVERSATION)).isEqualTo(3);
        assertThat(stores.seqs.newest(OF_BOB)).isEqualTo(3);
        assertThat(mailbox(BOB)).isEqualTo(ids(first, third));
        Message next = RealStores.message(ALICE, BOB, "next", 4_000);
        stores.send(next);
        assertThat(conversation().get(3)).isEqualTo(next.id().value());
        assertThat(stores.reconcile(Scope.EVERYTHING, false)).isEmpty();
    }

    @Test
    void anEntryThatLeadsElsewhereIsLedToItsMessage() {
        Cell.OfMailbox entry =
                (Cell.OfMailbox) stores.cells.range(OF_BOB, null, null, 1).get(0);
        stores.cells.lead(entry, 3);

        reportedAndMended(new Scope(BOB, null, null, null), Difference.ENTRY_ASTRAY);

        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third));
    }

    @Test
    void aMessageThatIsNotRecordedIsRecorded() {
        stores.database.clear("message");
        stores.history.record(List.of(first, third));

        reportedAndMended(Scope.EVERYTHING, Difference.ROW_MISSING);

        assertThat(stores.history.byId(second.id())).isPresent();
    }

    @Test
    void aMessageThatIsNotToBeRecordedIsRemoved() {
        Message fleeting = RealStores.message(ALICE, BOB, "fleeting", 4_000, Option.PERSISTENT);
        stores.send(fleeting);
        stores.history.record(List.of(fleeting));

        reportedAndMended(Scope.EVERYTHING, Difference.ROW_EXTRA);

        assertThat(stores.history.byId(fleeting.id())).isEmpty();
    }

    @Test
    void aRowWithAnotherBodyIsReportedAndLeftToTheOperator() {
        stores.database.clear("message");
        Message other = RealStores.message(ALICE, BOB, "third", 3_333);
        stores.history.record(List.of(first, second, other));

        List<Finding> findings = stores.reconcile(Scope.EVERYTHING, true);

        assertThat(differences(findings)).containsExactly(Difference.ROW_DIFFERS);
        assertThat(findings.get(0).mended()).isFalse();
        assertThat(findings.get(0).done()).isNotEmpty();
    }

    @Test
    void aNewestThatIsBehindIsCountedAnew() {
        stores.count(CONVERSATION, "w", 1);

        reportedAndMended(Scope.EVERYTHING, Difference.NEWEST_BEHIND);

        assertThat(stores.seqs.newest(CONVERSATION)).isEqualTo(3);
    }

    @Test
    void aNewestThatIsAheadIsReachedAndNeverGoesBack() {
        stores.count(CONVERSATION, "n", 5);
        stores.count(CONVERSATION, "w", 5);

        reportedAndMended(Scope.EVERYTHING, Difference.NEWEST_AHEAD);

        assertThat(stores.seqs.newest(CONVERSATION)).isEqualTo(5);
        Message next = RealStores.message(ALICE, BOB, "next", 9_000);
        stores.send(next);
        assertThat(stores.mailboxes.at(CHAT, List.of(6L)))
                .extracting(StoredMessage::id)
                .containsExactly(next.id());
    }

    @Test
    void aReadPositionAboveTheNewestIsSetBackToIt() {
        stores.memberships.read(List.of(new ReadMark(BOB, CHAT, 99)));

        reportedAndMended(Scope.EVERYTHING, Difference.READ_AHEAD);

        assertThat(stores.memberships.find(BOB, CHAT).orElseThrow().readSeq()).isEqualTo(3);
    }

    @Test
    void whoTakesPartMayReadAgain() {
        stores.collection("member").deleteOne(Filters.eq("_id", "bob|" + CHAT));

        reportedAndMended(Scope.EVERYTHING, Difference.MEMBER_MISSING);

        assertThat(stores.memberships.find(BOB, CHAT)).isPresent();
    }

    @Test
    void aRevocationThatWasCutOffIsCompleted() throws Exception {
        stores.mailboxes.replace(RealStores.revoked(second), 2);

        reportedAndMended(Scope.EVERYTHING, Difference.REVOCATION_UNFINISHED, Difference.ROW_NOT_REPLACED);

        assertThat(stores.history.byId(second.id()).orElseThrow().replaced()).isTrue();
        assertThat(stores.mailboxes.pull(BOB, 4, 4, 1))
                .extracting(MailboxEntry::conversation)
                .containsExactly(ConversationId.notification(ALICE, BOB));
    }

    @Test
    void aRevocationThatNobodyWasToldOfIsTold() throws Exception {
        stores.mailboxes.replace(RealStores.revoked(second), 2);
        stores.mailboxes.announced(CHAT, 2);
        stores.history.replace(RealStores.revoked(second));

        reportedAndMended(Scope.EVERYTHING, Difference.REVOCATION_UNTOLD);
    }

    @Test
    void aRevocationThatTheHistoryMissedIsMadeThere() throws Exception {
        Message revoked = RealStores.revoked(second);
        stores.mailboxes.replace(revoked, 2);
        stores.mailboxes.announced(CHAT, 2);
        stores.notify(revoked);

        reportedAndMended(Scope.EVERYTHING, Difference.ROW_NOT_REPLACED);

        assertThat(stores.history.byId(second.id()).orElseThrow().body()).isEqualTo(revoked.body());
    }

    @Test
    void aBodyThatTheHistoryHasRevokedIsServedNoMore() throws Exception {
        Message revoked = RealStores.revoked(second);
        stores.history.replace(revoked);

        reportedAndMended(Scope.EVERYTHING, Difference.MESSAGE_NOT_REPLACED);

        assertThat(stores.mailboxes.at(CHAT, List.of(2L)).get(0).body()).isEqualTo(revoked.body());
    }

    @Test
    void aMessageThatWasDeletedForGoodIsNoDifferenceAndNobodyIsToldOfIt() throws Exception {
        Message blank = RealStores.blank(second);
        stores.history.replace(blank);
        reportedAndMended(Scope.EVERYTHING, Difference.MESSAGE_NOT_REPLACED);

        assertThat(stores.mailboxes.at(CHAT, List.of(2L)).get(0).body()).isEqualTo(blank.body());
        assertThat(stores.mailboxes.pull(BOB, 4, 4, 1)).isEmpty();
    }

    @Test
    void aRevokedMessageThatWasLostComesBackRevoked() throws Exception {
        stores.mailboxes.replace(RealStores.revoked(second), 2);
        stores.finish(CHAT, stores.mailboxes.at(CHAT, List.of(2L)).get(0), "op");
        stores.lose(CONVERSATION, 2);

        stores.reconcile(Scope.EVERYTHING, true);

        assertThat(stores.reconcile(Scope.EVERYTHING, false)).isEmpty();
        assertThat(stores.mailboxes
                        .replace(RealStores.revoked(second), 2)
                        .orElseThrow()
                        .announced())
                .isTrue();
    }

    @Test
    void whatTheQueueIsBehindWithIsNeitherToldNorMended() {
        stores.database.clear("message");
        stores.history.record(List.of(first, third));
        stores.waiting.put(Backlog.Consumer.HISTORY, 2_000L);

        Piece piece = stores.piece(Scope.EVERYTHING, null, true, 500);

        assertThat(piece.findings()).isEmpty();
        assertThat(piece.undecided()).isEqualTo(1);
        assertThat(stores.history.byId(second.id())).isEmpty();
    }

    @Test
    void whoseLostPlaceWasGivenToAFillerGetsAnotherOne() {
        Message slow = RealStores.message(ALICE, BOB, "slow", 4_000);
        Places places = stores.seqs
                .allocate(List.of(new Claim(slow.id(), List.of(OF_ALICE, OF_BOB, CONVERSATION))))
                .get(0);
        Message quick = RealStores.message(BOB, ALICE, "quick", 5_000);
        stores.send(quick);

        stores.reconcile(Scope.EVERYTHING, true);
        assertThat(stores.seqs.newest(CONVERSATION)).isEqualTo(5);
        assertThat(stores.store(slow, places)).isNotEmpty();
        stores.send(slow);

        assertThat(mailbox(BOB)).isEqualTo(ids(first, second, third, quick, slow));
        assertThat(mailbox(ALICE)).isEqualTo(ids(first, second, third, quick, slow));
        assertThat(stores.reconcile(Scope.EVERYTHING, false)).isEmpty();
    }

    @Test
    void aRunGoesOnWhereItsCursorSaysAndSeesEverything() {
        stores.send(RealStores.message(CAROL, CAROL, "note", 4_000), RealStores.message(CAROL, BOB, "hello", 5_000));
        stores.lose(OF_BOB, 2);
        stores.lose(Series.of(ConversationId.single(BOB, CAROL)), 1);
        stores.database.inTransaction(
                entities -> entities.createNativeQuery("delete from message where send_id = 'bob'")
                        .executeUpdate());

        List<Finding> atOnce = stores.reconcile(Scope.EVERYTHING, false);
        List<Finding> inPieces = stores.reconcile(Scope.EVERYTHING, false, 1);

        assertThat(atOnce).hasSizeGreaterThan(4);
        assertThat(inPieces).containsExactlyInAnyOrderElementsOf(atOnce);
    }

    @Test
    void aCursorOfSomethingElseIsRefused() {
        for (String cursor : List.of("x", "sent", "cells:u:bob", "rows:1", "rows:a:b")) {
            assertThatThrownBy(() -> stores.piece(new Scope(null, CHAT, null, null), cursor, false, 10))
                    .as(cursor)
                    .isInstanceOfSatisfying(
                            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS));
        }
    }

    @Test
    void countersAreRebuiltUnlessTheNewestWouldGoBack() {
        stores.count(CONVERSATION, "w", 1);
        stores.lose(OF_BOB, 2);

        Recounting.Page page = stores.recounting().some(null, 500);

        assertThat(page.next()).isNull();
        assertThat(page.counted()).isEqualTo(3);
        assertThat(page.changed())
                .containsExactlyInAnyOrder(new Recount(CHAT.value(), 1, 3, false), new Recount("u:bob", 3, 3, true));
    }

    /** Prints a figure for the documentation; what it asserts is that everything is looked at once. */
    @Test
    void manyMessagesAreGoneThroughInPiecesOfOneSize() {
        stores.empty();
        int total = Integer.getInteger("tidings.reconcile.messages", 5_000);
        for (int from = 0; from < total; from += 500) {
            List<Message> batch = new ArrayList<>();
            for (int i = from; i < from + 500; i++) {
                batch.add(RealStores.message(new UserId("u" + i % 97), new UserId("v" + i % 89), "m" + i, 1_000 + i));
            }
            stores.sendAll(batch);
        }

        long began = System.nanoTime();
        int looked = 0;
        int pieces = 0;
        @Nullable String cursor = null;
        do {
            Piece piece = stores.piece(Scope.EVERYTHING, cursor, false, Reconciliation.PIECE_MAX);
            assertThat(piece.findings()).isEmpty();
            assertThat(piece.looked()).isLessThanOrEqualTo(Reconciliation.PIECE_MAX);
            looked += piece.looked();
            pieces++;
            cursor = piece.next();
        } while (cursor != null);

        System.out.printf(
                "FIGURE reconciliation: %d cells and rows in %d pieces, %,.0f a second%n",
                looked, pieces, looked * 1e9 / (System.nanoTime() - began));
        assertThat(looked).isEqualTo(4 * total);
    }

    /** With traffic running, every state in between is seen by some look, and none is a difference. */
    @Test
    void aBusySystemHasNoDifference() throws Exception {
        try (RealStores busy = new RealStores("reconcile_busy_it", folder.resolve("busy"), Duration.ofSeconds(2))) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger sent = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
            List<Future<?>> senders = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                int sender = s;
                senders.add(threads.submit(() -> sendUntil(stop, busy, sender, sent)));
            }

            List<Finding> findings = new ArrayList<>();
            int seenOnce = 0;
            Instant end = Instant.now().plus(BUSY);
            while (Instant.now().isBefore(end)) {
                seenOnce += busy.lookOnce().size();
                findings.addAll(busy.reconcile(Scope.EVERYTHING, true));
            }
            stop.set(true);
            for (Future<?> sender : senders) {
                sender.get();
            }
            threads.shutdown();

            assertThat(seenOnce).isPositive();
            assertThat(findings).isEmpty();
            assertThat(sent.get()).isGreaterThan(100);
            assertThat(busy.reconcile(Scope.EVERYTHING, false)).isEmpty();
        }
    }

    private static void sendUntil(AtomicBoolean stop, RealStores busy, int sender, AtomicInteger sent) {
        Random random = new Random(sender);
        while (!stop.get()) {
            UserId from = new UserId("u" + sender);
            UserId to = new UserId("u" + random.nextInt(SENDERS));
            int number = sent.incrementAndGet();
            Message message = RealStores.message(from, to, "m" + number, number);
            busy.transfer(message, () -> pause(random.nextInt(100)));
            pause(random.nextInt(200));
            busy.history.record(List.of(message));
        }
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
