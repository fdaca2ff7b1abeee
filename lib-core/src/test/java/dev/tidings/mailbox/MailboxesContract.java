package dev.tidings.mailbox;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static dev.tidings.message.TestMessages.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.seq.Extent;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Mailboxes} does. {@link #mailboxes()} is empty for each test. */
public interface MailboxesContract {
    ConversationId CHAT = ConversationId.single(ALICE, BOB);
    Series CHAT_SERIES = Series.of(CHAT);
    Series BOBS = Series.mailboxOf(BOB);

    Mailboxes mailboxes();

    /** From Alice to Bob, at the same seq everywhere. */
    private static PlacedMessage at(long seq, String text) {
        return placed(text(ALICE, BOB, text), seq, seq, seq);
    }

    private static PlacedMessage placed(Message message, long sender, long receiver, long conversation) {
        Map<Series, Long> seqs = new LinkedHashMap<>();
        seqs.put(Series.mailboxOf(message.sender()), sender);
        message.receivers().forEach(it -> seqs.put(Series.mailboxOf(it), receiver));
        seqs.put(Series.of(message.conversation()), conversation);
        return new PlacedMessage(message, new Places(message.id(), seqs));
    }

    private List<Long> range(long from, long to, int limit, Order order) {
        return mailboxes().range(CHAT, from, to, limit, order).stream()
                .map(StoredMessage::seq)
                .toList();
    }

    @Test
    default void whatIsStoredIsInTheConversationAndInBothMailboxes() {
        PlacedMessage hello = placed(text(ALICE, BOB, "hello"), 3, 5, 1);

        assertThat(mailboxes().store(List.of(hello))).isEmpty();

        StoredMessage stored = new StoredMessage(
                hello.message().id(), 1, 1_000, hello.message().body());
        assertThat(mailboxes().range(CHAT, 1, 1, 10, Order.ASCENDING)).containsExactly(stored);
        assertThat(mailboxes().pull(ALICE, 1, 9, 10)).containsExactly(new MailboxEntry(3, CHAT, stored));
        assertThat(mailboxes().pull(BOB, 1, 9, 10)).containsExactly(new MailboxEntry(5, CHAT, stored));
        assertThat(mailboxes().pull(CAROL, 1, 9, 10)).isEmpty();
    }

    @Test
    default void storingTheSameAgainChangesNothing() {
        mailboxes().store(List.of(at(1, "one")));

        assertThat(mailboxes().store(List.of(at(1, "one"), at(2, "two"), at(3, "three"))))
                .isEmpty();
        assertThat(mailboxes().store(List.of(at(1, "one"), at(2, "two"), at(3, "three"))))
                .isEmpty();

        assertThat(range(1, 9, 10, Order.ASCENDING)).containsExactly(1L, 2L, 3L);
        assertThat(mailboxes().pull(BOB, 1, 9, 10)).hasSize(3);
    }

    @Test
    default void aPlaceThatAnotherMessageHoldsIsTaken() {
        mailboxes().store(List.of(at(1, "first")));
        PlacedMessage second = placed(text(ALICE, BOB, "second"), 2, 1, 2);

        assertThat(mailboxes().store(List.of(second)))
                .containsExactly(new Conflict.Taken(second.message().id(), BOBS));

        assertThat(mailboxes().at(CHAT, List.of(1L)))
                .extracting(StoredMessage::id)
                .containsExactly(at(1, "first").message().id());
        assertThat(mailboxes().stored(List.of(second.message()))).isEmpty();
    }

    @Test
    default void aMessageStaysWhereItIs() {
        mailboxes().store(List.of(at(1, "one")));

        assertThat(mailboxes().store(List.of(placed(text(ALICE, BOB, "one"), 1, 2, 2))))
                .containsExactlyInAnyOrder(
                        new Conflict.AlreadyAt(at(1, "one").message().id(), BOBS, 1),
                        new Conflict.AlreadyAt(at(1, "one").message().id(), CHAT_SERIES, 1));

        assertThat(range(1, 9, 10, Order.ASCENDING)).containsExactly(1L);
    }

    @Test
    default void ofAConflictingBatchNothingIsLostOnceTheConflictIsResolved() {
        mailboxes().store(List.of(at(2, "there")));

        assertThat(mailboxes().store(List.of(at(1, "a"), at(2, "b"), at(3, "c"))))
                .hasSize(3);
        assertThat(mailboxes().store(List.of(at(1, "a"), at(4, "b"), at(3, "c"))))
                .isEmpty();

        assertThat(mailboxes().pull(BOB, 1, 9, 10).stream()
                        .map(it -> it.message().id()))
                .containsExactly(
                        at(1, "a").message().id(),
                        at(2, "there").message().id(),
                        at(3, "c").message().id(),
                        at(4, "b").message().id());
    }

    @Test
    default void twoMessagesOfOneBatchDoNotShareAPlace() {
        assertThat(mailboxes().store(List.of(at(1, "a"), at(1, "b"))))
                .allMatch(it -> it instanceof Conflict.Taken)
                .hasSize(3);

        assertThat(mailboxes().at(CHAT, List.of(1L)))
                .extracting(StoredMessage::id)
                .containsExactly(at(1, "a").message().id());
    }

    @Test
    default void aMessageIsStoredWhenItsLastCellIsThere() {
        Message message = text(ALICE, BOB, "half");
        mailboxes().store(List.of(placed(text(ALICE, CAROL, "other"), 1, 1, 1)));
        mailboxes().store(List.of(placed(message, 1, 1, 1)));

        assertThat(mailboxes().stored(List.of(message))).isEmpty();
        assertThat(mailboxes().places(List.of(message)).get(message.id()))
                .returns(false, PlacedMessage::isComplete)
                .returns(1L, PlacedMessage::conversationSeq);

        mailboxes().store(List.of(placed(message, 2, 1, 1)));
        assertThat(mailboxes().stored(List.of(message, text(BOB, ALICE, "unknown"))))
                .containsExactly(message.id());
        assertThat(mailboxes().places(List.of(message)).get(message.id()).isComplete())
                .isTrue();
    }

    @Test
    default void theFirstBodyCounts() {
        Message first = text(ALICE, BOB, "same id");
        mailboxes().store(List.of(placed(first, 1, 1, 1)));
        Message second = new Message(
                first.id(),
                CHAT,
                ALICE,
                List.of(BOB),
                101,
                first.options(),
                2_000,
                "op",
                com.google.protobuf.ByteString.copyFromUtf8("another"));

        PlacedMessage placed = mailboxes().places(List.of(second)).get(first.id());

        assertThat(placed.message().body()).isEqualTo(first.body());
        assertThat(placed.message().sendTime()).isEqualTo(1_000);
        assertThat(mailboxes().places(List.of(text(BOB, ALICE, "unknown")))).isEmpty();
    }

    private static Message replacing(Message original, String text) {
        return new Message(
                original.id(),
                original.conversation(),
                original.sender(),
                original.receivers(),
                2101,
                original.options(),
                original.sendTime(),
                "op",
                com.google.protobuf.ByteString.copyFromUtf8(text));
    }

    @Test
    default void aReplacedMessageReadsDifferentlyEverywhere() {
        Message message = at(1, "one").message();
        mailboxes().store(List.of(at(1, "one"), at(2, "two")));
        Message replacement = replacing(message, "gone");

        Replacement replaced = mailboxes().replace(replacement, 1).orElseThrow();

        StoredMessage reads = new StoredMessage(message.id(), 1, 1_000, replacement.body());
        assertThat(replaced).isEqualTo(new Replacement(reads, false));
        assertThat(mailboxes().range(CHAT, 1, 1, 1, Order.ASCENDING)).containsExactly(reads);
        assertThat(mailboxes().at(CHAT, List.of(1L))).containsExactly(reads);
        assertThat(mailboxes().at(Map.of(CHAT, 1L))).containsEntry(CHAT, reads);
        assertThat(mailboxes().pull(ALICE, 1, 1, 1)).containsExactly(new MailboxEntry(1, CHAT, reads));
        assertThat(mailboxes().pull(BOB, 1, 1, 1)).containsExactly(new MailboxEntry(1, CHAT, reads));
        assertThat(mailboxes().at(CHAT, List.of(2L)).get(0).body())
                .isEqualTo(at(2, "two").message().body());
    }

    @Test
    default void noRepetitionBringsTheOriginalBack() {
        Message message = at(1, "one").message();
        mailboxes().store(List.of(at(1, "one")));
        Message replacement = replacing(message, "gone");
        mailboxes().replace(replacement, 1);

        assertThat(mailboxes().store(List.of(at(1, "one")))).isEmpty();

        Message asStored =
                mailboxes().places(List.of(message)).get(message.id()).message();
        assertThat(asStored.body()).isEqualTo(replacement.body());
        assertThat(asStored.contentType()).isEqualTo(2101);
        assertThat(asStored.options().has(dev.tidings.message.Option.OFFLINE_PUSH))
                .isFalse();
        assertThat(asStored.options().has(dev.tidings.message.Option.SENDER_SYNC))
                .isTrue();
        assertThat(mailboxes().at(CHAT, List.of(1L)).get(0).body()).isEqualTo(replacement.body());
    }

    @Test
    default void theFirstReplacementCountsAndTellsWhenItWasAnnounced() {
        Message message = at(1, "one").message();
        mailboxes().store(List.of(at(1, "one"), at(2, "two")));
        mailboxes().announced(CHAT, 1);
        mailboxes().replace(replacing(message, "first"), 1);

        Replacement second =
                mailboxes().replace(replacing(message, "second"), 1).orElseThrow();
        mailboxes().announced(CHAT, 1);
        Replacement third = mailboxes().replace(replacing(message, "third"), 1).orElseThrow();

        assertThat(second.announced()).isFalse();
        assertThat(third.announced()).isTrue();
        assertThat(second.message().body().toStringUtf8()).isEqualTo("first");
        assertThat(third.message().body().toStringUtf8()).isEqualTo("first");
    }

    @Test
    default void ofManyThoseThatWereReplacedAreTold() {
        mailboxes().store(List.of(at(1, "one"), at(2, "two"), at(3, "three")));
        Message replacement = replacing(at(2, "two").message(), "gone");
        mailboxes().replace(replacement, 2);

        Map<dev.tidings.message.MessageId, Message> replaced =
                mailboxes().replaced(List.of(at(1, "one"), at(2, "two"), at(3, "another"), at(9, "nowhere")));

        assertThat(replaced).containsOnlyKeys(replacement.id());
        assertThat(replaced.get(replacement.id()).body()).isEqualTo(replacement.body());
        assertThat(replaced.get(replacement.id()).contentType()).isEqualTo(2101);
        assertThat(mailboxes().replaced(List.of(at(3, "two")))).isEmpty();
        assertThat(mailboxes().replaced(List.of())).isEmpty();
    }

    @Test
    default void whatIsNotAtThatPlaceIsNotReplaced() {
        mailboxes().store(List.of(at(1, "one"), at(2, "two")));

        assertThat(mailboxes().replace(replacing(at(1, "one").message(), "x"), 2))
                .isEmpty();
        assertThat(mailboxes().replace(replacing(at(1, "one").message(), "x"), 3))
                .isEmpty();

        assertThat(mailboxes().at(CHAT, List.of(1L, 2L)))
                .extracting(StoredMessage::body)
                .containsExactly(
                        at(1, "one").message().body(), at(2, "two").message().body());
    }

    @Test
    default void theSeqOfAMessageIsFoundByItsId() {
        mailboxes().store(List.of(at(1, "one"), at(2, "two")));
        var id = at(2, "two").message().id();
        var unknown = text(BOB, ALICE, "unknown").id();

        assertThat(mailboxes().seqs(Map.of(id, CHAT, unknown, CHAT))).isEqualTo(Map.of(id, 2L));
        assertThat(mailboxes().seqs(Map.of(id, ConversationId.single(ALICE, CAROL))))
                .isEmpty();
        assertThat(mailboxes().seqs(Map.of())).isEmpty();
    }

    @Test
    default void aNoteToSelfHasTwoPlaces() {
        Message note = text(BOB, BOB, "note");

        assertThat(mailboxes().store(List.of(placed(note, 1, 1, 1)))).isEmpty();

        assertThat(mailboxes().stored(List.of(note))).containsExactly(note.id());
        assertThat(mailboxes().pull(BOB, 1, 1, 1)).hasSize(1);
    }

    @Test
    default void aRangeIsReadFromEitherEnd() {
        mailboxes().store(List.of(at(1, "a"), at(2, "b"), at(3, "c"), at(9, "i"), at(10, "j"), at(11, "k")));

        assertThat(range(2, 10, 3, Order.ASCENDING)).containsExactly(2L, 3L, 9L);
        assertThat(range(2, 10, 3, Order.DESCENDING)).containsExactly(10L, 9L, 3L);
        assertThat(range(4, 8, 3, Order.ASCENDING)).isEmpty();
        assertThat(range(3, 2, 3, Order.ASCENDING)).isEmpty();
        assertThat(range(1, 9, 0, Order.ASCENDING)).isEmpty();
        assertThat(range(1, Long.MAX_VALUE, 100, Order.ASCENDING)).hasSize(6);
    }

    @Test
    default void singleSeqsComeAscendingWithoutThoseThatAreNotThere() {
        ConversationId other = ConversationId.single(ALICE, CAROL);
        mailboxes().store(List.of(at(1, "a"), at(2, "b"), at(10, "j"), placed(text(ALICE, CAROL, "x"), 11, 1, 1)));

        assertThat(mailboxes().at(CHAT, List.of(10L, 5L, 1L)).stream().map(StoredMessage::seq))
                .containsExactly(1L, 10L);
        assertThat(mailboxes().at(CHAT, List.of())).isEmpty();
        assertThat(mailboxes().at(Map.of(CHAT, 2L, other, 1L))).containsOnlyKeys(CHAT, other);
        assertThat(mailboxes().at(Map.of(CHAT, 3L))).isEmpty();
    }

    @Test
    default void aMailboxIsPulledInPages() {
        mailboxes().store(List.of(at(1, "a"), at(2, "b"), at(3, "c")));

        assertThat(mailboxes().pull(BOB, 2, 3, 1).stream().map(MailboxEntry::mailboxSeq))
                .containsExactly(2L);
        assertThat(mailboxes().pull(BOB, 3, 2, 1)).isEmpty();
        assertThat(mailboxes().pull(BOB, 1, 3, 0)).isEmpty();
    }

    @Test
    default void theExtentOfASeriesNamesItsHoles() {
        mailboxes().store(List.of(at(2, "b"), at(3, "c"), at(6, "f")));

        assertThat(mailboxes().extents(List.of(BOBS, new Series("u:nobody"))))
                .isEqualTo(Map.of(BOBS, new Extent(6, List.of(1L, 4L, 5L)), new Series("u:nobody"), Extent.EMPTY));
    }

    @Test
    default void ofManySeriesTheOneThatIsNotNewIsToldApart() {
        Map<Series, Extent> expected = new HashMap<>();
        for (int i = 0; i < 450; i++) {
            expected.put(new Series("u:new" + i), Extent.EMPTY);
        }
        assertThat(mailboxes().extents(expected.keySet())).isEqualTo(expected);

        mailboxes().store(List.of(at(1, "a"), at(2, "b")));
        expected.put(BOBS, new Extent(2, List.of()));

        assertThat(mailboxes().extents(expected.keySet())).isEqualTo(expected);
    }

    @Test
    default void seriesWhoseNamesBeginAlikeAreNotMixedUp() {
        Message toBobby = text(ALICE, new dev.tidings.message.UserId("bobby"), "x");
        mailboxes().store(List.of(at(1, "a"), placed(toBobby, 2, 7, 1)));

        assertThat(mailboxes().extents(List.of(BOBS)).get(BOBS)).isEqualTo(new Extent(1, List.of()));
    }

    @Test
    default void theHolesOfALongSeriesAreFoundWhereverTheyAre() {
        List<Long> holes = List.of(1L, 2L, 499L, 700L, 701L, 1_250L, 2_001L, 2_002L, 2_498L);
        List<PlacedMessage> messages = new ArrayList<>();
        for (long seq = 1; seq <= 2_500; seq++) {
            if (!holes.contains(seq)) {
                messages.add(at(seq, "m" + seq));
            }
        }
        for (int from = 0; from < messages.size(); from += 500) {
            mailboxes().store(messages.subList(from, Math.min(messages.size(), from + 500)));
        }

        assertThat(mailboxes().extents(List.of(BOBS)).get(BOBS)).isEqualTo(new Extent(2_500, holes));
    }

    @Test
    default void aLongSeriesIsReadAtItsEnd() {
        for (int hundred = 0; hundred < 12; hundred++) {
            List<PlacedMessage> batch = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                batch.add(at(hundred * 100 + i, "m" + hundred + "-" + i));
            }
            assertThat(mailboxes().store(batch)).isEmpty();
        }

        assertThat(mailboxes().extents(List.of(BOBS)).get(BOBS)).isEqualTo(new Extent(1_200, List.of()));
        assertThat(range(1, Long.MAX_VALUE, 2, Order.DESCENDING)).containsExactly(1_200L, 1_199L);
    }
}
