package dev.tidings.seq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeTry;

/** What holds for the allocation of seqs whatever happens in whatever order, the cache's loss at any step included. */
class SeqsPropertiesTest {
    private static final List<UserId> USERS = List.of(TestMessages.ALICE, TestMessages.BOB, TestMessages.CAROL);

    private static final int ROUNDS = 3;

    /** What can happen. */
    enum Step {
        ALLOCATE,
        ALLOCATE_AGAIN,
        STORE,
        SETTLE,
        FORGET
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequency(
                        Tuple.of(6, Step.ALLOCATE),
                        Tuple.of(2, Step.ALLOCATE_AGAIN),
                        Tuple.of(5, Step.STORE),
                        Tuple.of(5, Step.SETTLE),
                        Tuple.of(1, Step.FORGET))
                .list()
                .ofMaxSize(60);
    }

    private InMemoryMailboxes store = new InMemoryMailboxes();
    private InMemorySeqs seqs = new InMemorySeqs(store);
    private final List<PlacedMessage> allocated = new ArrayList<>();
    private final List<PlacedMessage> stored = new ArrayList<>();
    private final Map<String, Long> newest = new TreeMap<>();

    @BeforeTry
    void startAfresh() {
        store = new InMemoryMailboxes();
        seqs = new InMemorySeqs(store);
        allocated.clear();
        stored.clear();
        newest.clear();
    }

    @Property(tries = 500)
    void newestNeverGoesBackNorBeyondAHoleAndInTheEndNoSeqIsLeftOut(
            @ForAll("steps") List<Step> steps, @ForAll int random) {
        int messages = 0;
        for (Step step : steps) {
            switch (step) {
                case ALLOCATE -> allocate(message(random, messages++));
                case ALLOCATE_AGAIN -> allocateAgain();
                case STORE -> storeFirst();
                case SETTLE ->
                    seqs.settle(stored.stream().map(PlacedMessage::places).toList());
                case FORGET -> seqs.forgetEverything();
            }
            check();
        }
        while (!allocated.isEmpty()) {
            storeFirst();
        }
        for (int round = 0; round < ROUNDS; round++) {
            // What is found passed over when it is settled is given to the next messages.
            seqs.settle(stored.stream().map(PlacedMessage::places).toList());
            fillHoles(messages, round);
        }
        seqs.settle(stored.stream().map(PlacedMessage::places).toList());
        check();
        for (UserId user : USERS) {
            Series mailbox = Series.mailboxOf(user);
            Extent extent = store.extents(List.of(mailbox)).getOrDefault(mailbox, Extent.EMPTY);
            assertThat(extent.holes()).isEmpty();
            assertThat(seqs.newest(mailbox)).isEqualTo(extent.max());
        }
    }

    private static Message message(int random, int number) {
        UserId from = USERS.get(Math.floorMod(random + number * 7, USERS.size()));
        UserId to = USERS.get(Math.floorMod(random / 3 + number, USERS.size()));
        return TestMessages.text(from, to, "m" + number);
    }

    private void allocate(Message message) {
        Places places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))))
                .get(0);
        assertThat(places.seqs().keySet()).containsExactlyInAnyOrderElementsOf(PlacedMessage.seriesOf(message));
        allocated.add(new PlacedMessage(message, places));
    }

    /** A redelivery: unless the cache has forgotten, it gets what it had. */
    private void allocateAgain() {
        if (!allocated.isEmpty()) {
            PlacedMessage first = allocated.remove(0);
            allocate(first.message());
        }
    }

    /** As the transfer does: conflicts are resolved until there is none. */
    private void storeFirst() {
        if (allocated.isEmpty()) {
            return;
        }
        PlacedMessage placed = allocated.remove(0);
        for (List<Conflict> conflicts = store.store(List.of(placed));
                !conflicts.isEmpty();
                conflicts = store.store(List.of(placed))) {
            for (Conflict conflict : conflicts) {
                placed = resolved(placed, conflict);
            }
        }
        stored.add(placed);
    }

    private PlacedMessage resolved(PlacedMessage placed, Conflict conflict) {
        Places better;
        if (conflict instanceof Conflict.AlreadyAt already) {
            seqs.release(conflict.message(), conflict.series(), placed.places().in(conflict.series()));
            better = new Places(conflict.message(), Map.of(conflict.series(), already.seq()));
        } else {
            seqs.surrender(conflict.message(), conflict.series());
            better = seqs.allocate(List.of(new Claim(conflict.message(), List.of(conflict.series()))))
                    .get(0);
        }
        return new PlacedMessage(placed.message(), placed.places().with(better));
    }

    /** A place that was given before the cache forgot may be left; the next messages take it. */
    private void fillHoles(int messages, int round) {
        for (UserId user : USERS) {
            Series mailbox = Series.mailboxOf(user);
            int holes = store.extents(List.of(mailbox))
                    .getOrDefault(mailbox, Extent.EMPTY)
                    .holes()
                    .size();
            for (int i = 0; i < holes; i++) {
                allocate(TestMessages.text(user, user, "fill-" + user + messages + "-" + round + "-" + i));
                storeFirst();
            }
        }
    }

    private void check() {
        for (UserId user : USERS) {
            Series mailbox = Series.mailboxOf(user);
            long now = seqs.newest(mailbox);
            assertThat(now).isGreaterThanOrEqualTo(newest.getOrDefault(mailbox.key(), 0L));
            assertThat(store.pull(user, 1, now, Integer.MAX_VALUE)).hasSize((int) now);
            newest.put(mailbox.key(), now);
        }
    }
}
