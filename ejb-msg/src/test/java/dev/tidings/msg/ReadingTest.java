package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.Membership;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Places;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);
    private static final ConversationId OTHER = ConversationId.single(ALICE, CAROL);
    private static final ConversationId NOTICES = ConversationId.notification(ALICE, BOB);
    private static final long TO_THE_END = Long.MAX_VALUE;

    private final Expiring mailboxes = new Expiring();
    private final Limited memberships = new Limited();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private final Reading reading = new Reading(seqs, mailboxes, memberships);

    @Test
    void whoIsNotInAConversationReadsNothingOfIt() {
        say(ALICE, BOB, "a");

        assertThat(reading.newest(CAROL)).isEmpty();
        assertThat(reading.ranges(CAROL, List.of(wanted(CHAT, 1, 10)))).isEmpty();
        assertThat(reading.exactly(CAROL, Map.of(CHAT, List.of(1L)), Order.ASCENDING))
                .isEmpty();
        assertThat(reading.readStates(CAROL, Set.of(CHAT))).isEmpty();
        assertThat(reading.last(CAROL, Set.of(CHAT))).isEmpty();
        assertThat(reading.pullMailbox(CAROL, 1, TO_THE_END, 10).entries()).isEmpty();
    }

    @Test
    void newestNamesEveryConversationThatHasMessages() {
        say(ALICE, BOB, "a", "b");
        say(ALICE, CAROL, "c");
        memberships.join(Map.of(ConversationId.notification(ALICE, ALICE), List.of(ALICE)));

        assertThat(reading.newest(ALICE)).isEqualTo(Map.of(CHAT, 2L, OTHER, 1L));
        assertThat(reading.newest(BOB)).isEqualTo(Map.of(CHAT, 2L));
    }

    @Test
    void aRangeIsAscendingAndWithinItsBounds() {
        say(ALICE, BOB, "a", "b", "c", "d");

        Pulled pulled = range(BOB, wanted(CHAT, 2, 3));

        assertThat(seqsOf(pulled)).containsExactly(2L, 3L);
        assertThat(pulled.isEnd()).isFalse();
        assertThat(pulled.endSeq()).isZero();
    }

    @Test
    void aRangeThatReachesTheNewestSaysSo() {
        say(ALICE, BOB, "a", "b");

        Pulled pulled = range(BOB, wanted(CHAT, 1, 10));

        assertThat(seqsOf(pulled)).containsExactly(1L, 2L);
        assertThat(pulled.isEnd()).isTrue();
        assertThat(pulled.endSeq()).isEqualTo(2);
    }

    @Test
    void aLimitedRangeOfAChatIsItsNewestMessages() {
        say(ALICE, BOB, "a", "b", "c", "d");

        assertThat(seqsOf(range(BOB, new RangeWanted(CHAT, 1, 4, 1)))).containsExactly(4L);
        assertThat(seqsOf(range(BOB, new RangeWanted(CHAT, 1, 3, 2)))).containsExactly(2L, 3L);
    }

    @Test
    void aNotificationStreamIsReadWholeWhateverTheLimit() {
        notice("a", "b", "c");

        assertThat(seqsOf(range(BOB, new RangeWanted(NOTICES, 1, 3, 1)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aLongNotificationStreamIsReadFromItsBeginning() {
        notice(LongStream.rangeClosed(1, Reading.PULL_MAX + 1)
                .mapToObj(it -> "n" + it)
                .toArray(String[]::new));

        List<Long> read = seqsOf(range(BOB, wanted(NOTICES, 1, TO_THE_END)));

        assertThat(read).hasSize(Reading.PULL_MAX).startsWith(1L, 2L).endsWith((long) Reading.PULL_MAX);
    }

    @Test
    void severalRangesOfAConversationAreOneAnswer() {
        say(ALICE, BOB, "a", "b", "c", "d", "e");

        List<Pulled> pulled = reading.ranges(BOB, List.of(wanted(CHAT, 4, 5), wanted(CHAT, 1, 2), wanted(CHAT, 2, 2)));

        assertThat(pulled).hasSize(1);
        assertThat(seqsOf(pulled.get(0))).containsExactly(1L, 2L, 4L, 5L);
        assertThat(pulled.get(0).isEnd()).isTrue();
        assertThat(pulled.get(0).endSeq()).isEqualTo(5);
    }

    @Test
    void rangesThatMakeNoSenseAreEmpty() {
        say(ALICE, BOB, "a", "b");

        assertThat(seqsOf(range(BOB, wanted(CHAT, 2, 1)))).isEmpty();
        assertThat(seqsOf(range(BOB, wanted(CHAT, -5, 0)))).isEmpty();
        assertThat(seqsOf(range(BOB, wanted(CHAT, 3, TO_THE_END)))).isEmpty();
        assertThat(seqsOf(range(BOB, wanted(CHAT, Long.MIN_VALUE, TO_THE_END)))).containsExactly(1L, 2L);
    }

    @Test
    void oneAnswerHasNoMoreMessagesThanAClientCanTake() {
        say(ALICE, BOB, many("b", 300));
        say(ALICE, CAROL, many("c", 300));

        List<Pulled> pulled = reading.ranges(ALICE, List.of(wanted(CHAT, 1, TO_THE_END), wanted(OTHER, 1, TO_THE_END)));

        assertThat(pulled).hasSize(2);
        assertThat(seqsOf(pulled.get(0))).hasSize(300);
        assertThat(seqsOf(pulled.get(1))).hasSize(200).endsWith(300L);
    }

    @Test
    void oneAnswerHasNoMoreBytesThanAClientCanTake() {
        String large = "x".repeat(100_000);
        say(ALICE, BOB, LongStream.range(0, 12).mapToObj(it -> it + large).toArray(String[]::new));

        Pulled pulled = range(BOB, wanted(CHAT, 1, TO_THE_END));
        List<MailboxEntry> entries =
                reading.pullMailbox(BOB, 1, TO_THE_END, 500).entries();

        assertThat(bytesOf(pulled.messages())).isBetween(1, Reading.PULL_BYTES_MAX);
        assertThat(seqsOf(pulled)).startsWith(1L, 2L).hasSizeLessThan(12);
        assertThat(pulled.isEnd()).isFalse();
        assertThat(bytesOf(entries.stream().map(MailboxEntry::message).toList()))
                .isBetween(1, Reading.PULL_BYTES_MAX);
    }

    @Test
    void exactlyTheseSeqsAreThoseAscending() {
        say(ALICE, BOB, "a", "b", "c", "d");

        Pulled pulled = exactly(Order.DESCENDING, 4L, 2L, 4L);

        assertThat(seqsOf(pulled)).containsExactly(2L, 4L);
        assertThat(pulled.missing()).isEmpty();
        assertThat(pulled.isEnd()).isFalse();
    }

    @Test
    void aHoleIsNamedAsMissing() {
        say(ALICE, BOB, "a", "b", "c");
        mailboxes.expired.add(2L);

        Pulled pulled = exactly(Order.ASCENDING, 1L, 2L, 3L);

        assertThat(seqsOf(pulled)).containsExactly(1L, 3L);
        assertThat(pulled.missing()).containsExactly(2L);
    }

    @Test
    void seqsBeyondTheEndsAreTheEndInThatDirectionAndNotMissing() {
        say(ALICE, BOB, "a", "b", "c");
        memberships.visible(BOB, CHAT, 2, 0);

        Pulled down = exactly(Order.DESCENDING, 1L, 2L);
        Pulled up = exactly(Order.ASCENDING, 3L, 4L);

        assertThat(seqsOf(down)).containsExactly(2L);
        assertThat(down.missing()).isEmpty();
        assertThat(down.isEnd()).isTrue();
        assertThat(down.endSeq()).isEqualTo(2);
        assertThat(seqsOf(up)).containsExactly(3L);
        assertThat(up.missing()).isEmpty();
        assertThat(up.isEnd()).isTrue();
        assertThat(up.endSeq()).isEqualTo(3);
    }

    @Test
    void aMemberSeesNothingOutsideOfItsBounds() {
        say(ALICE, BOB, "a", "b", "c", "d", "e");
        memberships.visible(BOB, CHAT, 2, 4);

        assertThat(reading.newest(BOB)).isEqualTo(Map.of(CHAT, 4L));
        assertThat(seqsOf(range(BOB, wanted(CHAT, 0, TO_THE_END)))).containsExactly(2L, 3L, 4L);
        assertThat(seqsOf(exactly(Order.ASCENDING, 1L, 2L, 4L, 5L))).containsExactly(2L, 4L);
        assertThat(reading.last(BOB, Set.of(CHAT)).get(CHAT))
                .extracting(StoredMessage::seq)
                .isEqualTo(4L);
        assertThat(reading.readStates(BOB, Set.of()).get(CHAT))
                .extracting(ReadState::maxSeq)
                .isEqualTo(4L);
    }

    @Test
    void ownMessagesAreRead() {
        say(ALICE, BOB, "a", "b");

        assertThat(reading.readStates(ALICE, Set.of())).isEqualTo(Map.of(CHAT, new ReadState(2, 2, 1_000)));
        assertThat(reading.readStates(BOB, Set.of())).isEqualTo(Map.of(CHAT, new ReadState(2, 0, 1_000)));
    }

    @Test
    void readStatesAreOfChatsAndOfThoseThatWereAskedFor() {
        say(ALICE, BOB, "a");
        say(ALICE, CAROL, "c");
        notice("n");

        assertThat(reading.readStates(ALICE, Set.of())).containsOnlyKeys(CHAT, OTHER);
        assertThat(reading.readStates(ALICE, Set.of(OTHER, NOTICES))).containsOnlyKeys(OTHER);
    }

    @Test
    void markingMovesTheReadPositionForwardOnly() {
        say(ALICE, BOB, "a", "b", "c");

        reading.markRead(BOB, CHAT, 2);
        reading.markRead(BOB, CHAT, 1);

        assertThat(reading.readStates(BOB, Set.of()).get(CHAT)).isEqualTo(new ReadState(3, 2, 1_000));
    }

    @Test
    void whatIsNotThereCannotBeRead() {
        say(ALICE, BOB, "a", "b");

        assertRefused(ErrorCode.ARGS, () -> reading.markRead(BOB, CHAT, 3));
        assertRefused(ErrorCode.ARGS, () -> reading.markRead(BOB, CHAT, -1));
        assertThat(reading.readStates(BOB, Set.of()).get(CHAT)).isEqualTo(new ReadState(2, 0, 1_000));
    }

    @Test
    void nobodyMarksAForeignConversation() {
        say(ALICE, BOB, "a");

        assertRefused(ErrorCode.NO_PERMISSION, () -> reading.markRead(CAROL, CHAT, 1));
    }

    @Test
    void aMailboxHasEverythingOfAUserInOneSeries() {
        say(ALICE, BOB, "a");
        say(ALICE, CAROL, "c");
        say(BOB, ALICE, "b");

        List<MailboxEntry> entries =
                reading.pullMailbox(ALICE, 1, TO_THE_END, 500).entries();

        assertThat(entries).extracting(MailboxEntry::mailboxSeq).containsExactly(1L, 2L, 3L);
        assertThat(entries).extracting(MailboxEntry::conversation).containsExactly(CHAT, OTHER, CHAT);
        assertThat(reading.newestOfMailbox(ALICE)).isEqualTo(3);
        assertThat(reading.pullMailbox(ALICE, -3, 1, 500).entries()).hasSize(1);
        assertThat(reading.pullMailbox(ALICE, 1, TO_THE_END, 2).entries()).hasSize(2);
    }

    @Test
    void aMailboxComesToItsEndFromWhereverItIsPulled() {
        assertThat(reading.pullMailbox(ALICE, 0, TO_THE_END, 500).isEnd()).isTrue();
        assertThat(reading.pullMailbox(ALICE, Long.MIN_VALUE, TO_THE_END, 500).isEnd())
                .isTrue();

        say(ALICE, BOB, "a", "b");

        assertThat(reading.pullMailbox(ALICE, 0, TO_THE_END, 500).isEnd()).isTrue();
        assertThat(reading.pullMailbox(ALICE, 3, TO_THE_END, 500).isEnd()).isTrue();
        assertThat(reading.pullMailbox(ALICE, 1, TO_THE_END, 1).isEnd()).isFalse();
        assertThat(reading.pullMailbox(ALICE, Long.MIN_VALUE, 0, 500).isEnd()).isFalse();
    }

    @Test
    void nothingIsReadBeyondTheWatermark() {
        say(ALICE, BOB, "a");
        Message onItsWay = TestMessages.text(ALICE, BOB, "b");
        Message stored = TestMessages.text(ALICE, BOB, "c");
        List<Places> places = seqs.allocate(List.of(claim(onItsWay), claim(stored)));
        mailboxes.store(List.of(new PlacedMessage(stored, places.get(1))));
        seqs.settle(List.of(places.get(1)));

        assertThat(reading.newestOfMailbox(BOB)).isEqualTo(1);
        assertThat(reading.pullMailbox(BOB, 1, TO_THE_END, 500).entries()).hasSize(1);
        assertThat(reading.newest(BOB)).isEqualTo(Map.of(CHAT, 1L));
        assertThat(seqsOf(range(BOB, wanted(CHAT, 1, TO_THE_END)))).containsExactly(1L);
        assertThat(seqsOf(exactly(Order.ASCENDING, 1L, 2L, 3L))).containsExactly(1L);
    }

    private void say(UserId from, UserId to, String... texts) {
        for (String text : texts) {
            transfer(TestMessages.text(from, to, text));
        }
    }

    private void notice(String... texts) {
        for (String text : texts) {
            Message it = TestMessages.text(ALICE, BOB, text);
            transfer(new Message(
                    it.id(),
                    NOTICES,
                    it.sender(),
                    it.receivers(),
                    it.contentType(),
                    it.options(),
                    it.sendTime(),
                    it.operationId(),
                    it.body()));
        }
    }

    private void transfer(Message message) {
        memberships.join(Map.of(message.conversation(), message.participants()));
        List<Places> places = seqs.allocate(List.of(claim(message)));
        mailboxes.store(List.of(new PlacedMessage(message, places.get(0))));
        seqs.settle(places);
    }

    private static Claim claim(Message message) {
        return new Claim(message.id(), PlacedMessage.seriesOf(message));
    }

    private static String[] many(String prefix, int count) {
        return LongStream.rangeClosed(1, count).mapToObj(it -> prefix + it).toArray(String[]::new);
    }

    private static RangeWanted wanted(ConversationId conversation, long begin, long end) {
        return new RangeWanted(conversation, begin, end, 0);
    }

    private Pulled range(UserId user, RangeWanted wanted) {
        List<Pulled> pulled = reading.ranges(user, List.of(wanted));
        assertThat(pulled).hasSize(1);
        return pulled.get(0);
    }

    private Pulled exactly(Order order, Long... wanted) {
        List<Pulled> pulled = reading.exactly(BOB, Map.of(CHAT, List.of(wanted)), order);
        assertThat(pulled).hasSize(1);
        return pulled.get(0);
    }

    private static List<Long> seqsOf(Pulled pulled) {
        return pulled.messages().stream().map(StoredMessage::seq).toList();
    }

    private static int bytesOf(List<StoredMessage> messages) {
        return messages.stream().mapToInt(it -> it.body().size()).sum();
    }

    private static void assertRefused(ErrorCode code, Runnable call) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(call::run)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    /** Mailboxes of which some seqs are past their retention. */
    private static final class Expiring extends InMemoryMailboxes {
        private final Set<Long> expired = new HashSet<>();

        @Override
        public synchronized List<StoredMessage> at(ConversationId conversation, Collection<Long> seqs) {
            return super.at(
                    conversation,
                    seqs.stream().filter(it -> !expired.contains(it)).toList());
        }
    }

    /** Memberships of which some do not see everything. */
    private static final class Limited implements Memberships {
        private record Bounds(long min, long max) {}

        private final InMemoryMemberships all = new InMemoryMemberships();
        private final Map<String, Bounds> bounds = new HashMap<>();

        void visible(UserId user, ConversationId conversation, long min, long max) {
            bounds.put(user + "|" + conversation, new Bounds(min, max));
        }

        @Override
        public void join(Map<ConversationId, ? extends Collection<UserId>> members) {
            all.join(members);
        }

        @Override
        public List<Membership> of(UserId user) {
            return all.of(user).stream().map(this::bounded).toList();
        }

        @Override
        public Optional<Membership> find(UserId user, ConversationId conversation) {
            return all.find(user, conversation).map(this::bounded);
        }

        @Override
        public void read(Collection<ReadMark> marks) {
            all.read(marks);
        }

        @Override
        public Map<ConversationId, Membership> find(UserId user, Collection<ConversationId> conversations) {
            Map<ConversationId, Membership> found = new HashMap<>();
            all.find(user, conversations).forEach((conversation, it) -> found.put(conversation, bounded(it)));
            return found;
        }

        @Override
        public void hide(UserId user, ConversationId conversation, Collection<Long> seqs) {
            all.hide(user, conversation, seqs);
        }

        @Override
        public Map<ConversationId, Set<Long>> hidden(
                UserId user, Map<ConversationId, ? extends Collection<Long>> seqs) {
            return all.hidden(user, seqs);
        }

        @Override
        public void clear(UserId user, Map<ConversationId, Long> upTo) {
            all.clear(user, upTo);
        }

        private Membership bounded(Membership it) {
            Bounds visible =
                    bounds.getOrDefault(it.user() + "|" + it.conversation(), new Bounds(it.minSeq(), it.maxSeq()));
            return new Membership(
                    it.user(), it.conversation(), it.readSeq(), visible.min(), visible.max(), it.hiddenMax());
        }
    }
}
