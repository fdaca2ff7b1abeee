package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whoever reads page by page gets everything once, whatever the size of the pages and whatever comes meanwhile. */
class PagerPropertiesTest {
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);

    private InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private InMemoryMemberships memberships = new InMemoryMemberships();
    private InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private Reading reading = new Reading(seqs, mailboxes, memberships);
    private int said;

    @BeforeTry
    void startAfresh() {
        mailboxes = new InMemoryMailboxes();
        memberships = new InMemoryMemberships();
        seqs = new InMemorySeqs(mailboxes);
        reading = new Reading(seqs, mailboxes, memberships);
        said = 0;
    }

    private void say(int count) {
        memberships.join(Map.of(CHAT, List.of(ALICE, BOB)));
        for (int i = 0; i < count; i++) {
            Message message = TestMessages.text(ALICE, BOB, "m" + ++said);
            Places places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))))
                    .get(0);
            mailboxes.store(List.of(new PlacedMessage(message, places)));
            seqs.settle(List.of(places));
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Property(tries = 200)
    void aMailboxReadInPagesIsWhole(
            @ForAll @IntRange(min = 0, max = 60) int before,
            @ForAll @IntRange(min = 1, max = 20) int page,
            @ForAll @IntRange(min = 0, max = 2) int arriving) {
        say(before);
        List<Long> read = new ArrayList<>();
        boolean isEnd = false;

        for (int turn = 0; !isEnd; turn++) {
            MailboxPage pulled = reading.pullMailbox(BOB, read.size() + 1L, Long.MAX_VALUE, page);
            pulled.entries().forEach(it -> read.add(it.mailboxSeq()));
            isEnd = pulled.isEnd();
            assertThat(isEnd).isEqualTo(read.size() >= pulled.newest());
            say(turn < 5 ? arriving : 0);
        }

        assertThat(read).isEqualTo(upTo(read.size()));
        assertThat(read).hasSizeGreaterThanOrEqualTo(before);
    }

    @Property(tries = 200)
    void aConversationReadInRangesIsWhole(
            @ForAll @IntRange(min = 1, max = 60) int count, @ForAll @IntRange(min = 1, max = 20) int width) {
        say(count);
        List<Long> read = new ArrayList<>();

        for (long from = 1; from <= count; from += width) {
            RangeWanted wanted = new RangeWanted(CHAT, from, from + width - 1L, width);
            for (Pulled pulled : reading.ranges(BOB, List.of(wanted))) {
                pulled.messages().stream().map(StoredMessage::seq).forEach(read::add);
                assertThat(pulled.missing()).isEmpty();
                assertThat(pulled.isEnd()).isEqualTo(from + width - 1L >= count);
            }
        }

        assertThat(read).isEqualTo(upTo(count));
    }

    @Property(tries = 200)
    void anyRangeIsWhatIsThereOfItAndTheNewestIfThereIsTooMuch(
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @IntRange(min = 1, max = 50) int from,
            @ForAll @IntRange(min = 1, max = 50) int to,
            @ForAll @IntRange(min = 1, max = 50) int limit) {
        say(count);
        List<Long> expected =
                upTo(count).stream().filter(it -> it >= from && it <= to).toList();

        List<Long> read = reading.ranges(BOB, List.of(new RangeWanted(CHAT, from, to, limit))).stream()
                .flatMap(it -> it.messages().stream())
                .map(StoredMessage::seq)
                .toList();

        assertThat(read).isEqualTo(expected.subList(Math.max(0, expected.size() - limit), expected.size()));
    }
}
