package dev.tidings.seq;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Seqs} does. The truth behind it is a fresh {@link #mailboxes()} for each test. */
public interface SeqsContract {
    Seqs seqs();

    InMemoryMailboxes mailboxes();

    /** Makes it forget what it knows, as a Redis that was emptied. */
    void forgetEverything();

    private static Claim claim(String text) {
        return new Claim(text(ALICE, BOB, text).id(), PlacedMessage.seriesOf(text(ALICE, BOB, text)));
    }

    private static PlacedMessage placed(String text, Places places) {
        return new PlacedMessage(text(ALICE, BOB, text), places);
    }

    private Places stored(String text) {
        Places places = seqs().allocate(List.of(claim(text))).get(0);
        assertThat(mailboxes().store(List.of(placed(text, places)))).isEmpty();
        return places;
    }

    @Test
    default void aFreshSeriesStartsWithOneAndGoesOnWithoutAHole() {
        List<Places> places = seqs().allocate(List.of(claim("a"), claim("b"), claim("c")));

        assertThat(places.stream().map(it -> it.in(Series.mailboxOf(BOB)))).containsExactly(1L, 2L, 3L);
        assertThat(places.stream().map(it -> it.in(Series.mailboxOf(ALICE)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void theWatermarksAreSeenWithThePlaces() {
        Allocation first = seqs().allocateSeeingNewest(List.of(claim("a")));
        seqs().allocate(List.of(claim("on its way")));
        mailboxes().store(List.of(placed("a", first.places().get(0))));
        seqs().settle(first.places());

        Allocation third = seqs().allocateSeeingNewest(List.of(claim("c")));

        assertThat(first.newest())
                .containsOnlyKeys(claim("a").series())
                .allSatisfy((series, newest) -> assertThat(newest).isZero());
        assertThat(third.places().get(0).in(Series.mailboxOf(BOB))).isEqualTo(3);
        assertThat(third.newest())
                .containsOnlyKeys(claim("c").series())
                .allSatisfy((series, newest) -> assertThat(newest).isEqualTo(1));
    }

    @Test
    default void aMessageThatAsksAgainBeforeItIsSettledGetsThePlacesItHad() {
        Places first = seqs().allocate(List.of(claim("a"))).get(0);
        seqs().allocate(List.of(claim("b")));

        assertThat(seqs().allocate(List.of(claim("a"))).get(0)).isEqualTo(first);
    }

    @Test
    default void theNewestIsWhatIsStoredWithoutAHoleNotWhatWasGiven() {
        Places a = seqs().allocate(List.of(claim("a"))).get(0);
        Places b = seqs().allocate(List.of(claim("b"))).get(0);

        seqs().settle(List.of(b));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isZero();

        seqs().settle(List.of(a));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(2);
    }

    @Test
    default void settlingTwiceChangesNothing() {
        Places a = stored("a");
        seqs().settle(List.of(a));
        seqs().settle(List.of(a));

        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(1);
        assertThat(seqs().allocate(List.of(claim("b"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(2);
    }

    @Test
    default void whatWasForgottenIsCountedAgainFromWhatIsStored() {
        seqs().settle(List.of(stored("a"), stored("b")));
        forgetEverything();

        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(2);
        assertThat(seqs().allocate(List.of(claim("c"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(3);
    }

    @Test
    default void afterForgettingHolesAreGivenFirst() {
        Places lost = seqs().allocate(List.of(claim("lost"))).get(0);
        Places stored = stored("stored");
        forgetEverything();

        Places next = seqs().allocate(List.of(claim("next"))).get(0);

        assertThat(stored.in(Series.mailboxOf(BOB))).isEqualTo(2);
        assertThat(next.in(Series.mailboxOf(BOB))).isEqualTo(lost.in(Series.mailboxOf(BOB)));
        mailboxes().store(List.of(placed("next", next)));
        seqs().settle(List.of(next));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(2);
    }

    @Test
    default void aPlaceThatItsMessageNeverUsesIsGivenAgainAfterATidying() {
        Places lost =
                seqs().allocate(List.of(claim("given up, and nobody said so"))).get(0);
        seqs().settle(List.of(stored("stored")));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isZero();

        seqs().tidy();
        Places next = stored("next");
        seqs().settle(List.of(next));

        assertThat(next.in(Series.mailboxOf(BOB))).isEqualTo(lost.in(Series.mailboxOf(BOB)));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(2);
    }

    @Test
    default void whoStoredBeforeAForgettingAndSettlesAfterItIsSeen() {
        Places a = stored("a");
        forgetEverything();

        seqs().settle(List.of(a));

        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(1);
    }

    @Test
    default void aPlaceThatWasForgottenBelowOneThatIsStoredLaterIsGivenAgain() {
        Claim lost = claim("lost");
        seqs().allocate(List.of(lost));
        Places late = seqs().allocate(List.of(claim("late"))).get(0);
        forgetEverything();
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isZero();
        mailboxes().store(List.of(placed("late", late)));
        seqs().settle(List.of(late));

        Places again = seqs().allocate(List.of(lost)).get(0);

        assertThat(again.in(Series.mailboxOf(BOB))).isEqualTo(1);
        seqs().settle(List.of(again));
        assertThat(seqs().newest(Series.mailboxOf(BOB))).isEqualTo(2);
    }

    @Test
    default void aWorkerThatWasOvertakenGetsThePlacesOfTheOneThatOvertookIt() {
        Places a = stored("a");
        seqs().settle(List.of(a));

        assertThat(seqs().allocate(List.of(claim("a")))).containsExactly(a);
    }

    @Test
    default void aPlaceAboveTheCounterIsNotReleased() {
        Places a = stored("a");
        Places b = seqs().allocate(List.of(claim("b"))).get(0);
        forgetEverything();
        seqs().settle(List.of(a));

        seqs().release(b.message(), Series.mailboxOf(BOB), 2);
        seqs().release(b.message(), Series.mailboxOf(BOB), 5);

        assertThat(seqs().allocate(List.of(claim("c"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(2);
        assertThat(seqs().allocate(List.of(claim("d"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(3);
    }

    @Test
    default void aSurrenderedPlaceIsFollowedByOneThatIsFree() {
        Places a = seqs().allocate(List.of(claim("a"))).get(0);
        mailboxes()
                .store(List.of(
                        placed("other", new Places(text(ALICE, BOB, "other").id(), a.seqs()))));

        seqs().surrender(a.message(), Series.mailboxOf(BOB));
        Places again = seqs().allocate(List.of(new Claim(a.message(), List.of(Series.mailboxOf(BOB)))))
                .get(0);

        assertThat(again.in(Series.mailboxOf(BOB))).isEqualTo(2);
    }

    @Test
    default void theLastPlaceGivenAndReleasedIsGivenAgain() {
        Places a = seqs().allocate(List.of(claim("a"))).get(0);
        seqs().release(a.message(), Series.mailboxOf(BOB), 1);

        assertThat(seqs().allocate(List.of(claim("b"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(1);
    }

    @Test
    default void anEarlierPlaceThatIsReleasedGoesToTheNextMessage() {
        Places a = seqs().allocate(List.of(claim("a"))).get(0);
        seqs().allocate(List.of(claim("b")));
        seqs().release(a.message(), Series.mailboxOf(BOB), 1);

        assertThat(seqs().allocate(List.of(claim("c"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(1);
        assertThat(seqs().allocate(List.of(claim("d"))).get(0).in(Series.mailboxOf(BOB)))
                .isEqualTo(3);
    }

    @Test
    default void manyAtOnceGetEveryPlaceOnce() throws Exception {
        int threads = 4;
        int each = 100;
        Set<Long> given = ConcurrentHashMap.newKeySet();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        given.add(seqs().allocate(List.of(claim(thread + "-" + i)))
                                .get(0)
                                .in(Series.mailboxOf(BOB)));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }

        assertThat(given).hasSize(threads * each).contains(1L, (long) threads * each);
    }

    @Test
    default void aGroupOfThousandsIsOneClaim() {
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            series.add(new Series("u:member" + i));
        }
        Claim claim = new Claim(new MessageId("big"), series);

        assertThat(seqs().allocate(List.of(claim)).get(0).seqs().values()).containsOnly(1L);
        assertThat(seqs().allocate(List.of(claim)).get(0).seqs().values()).containsOnly(1L);
    }

    @Test
    default void theNewestOfManySeriesComesAtOnce() {
        seqs().settle(List.of(stored("a")));
        Message message = text(ALICE, BOB, "a");

        assertThat(seqs().newest(Set.of(
                        Series.mailboxOf(ALICE), Series.of(message.conversation()), new Series("u:nobody"))))
                .isEqualTo(Map.of(
                        Series.mailboxOf(ALICE),
                        1L,
                        Series.of(message.conversation()),
                        1L,
                        new Series("u:nobody"),
                        0L));
    }
}
