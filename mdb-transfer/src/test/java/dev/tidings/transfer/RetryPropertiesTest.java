package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.hook.NoHooks;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.TestMessages;
import dev.tidings.seq.InMemorySeqs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However often a message is sent again, and however its batches are cut and redelivered, it counts once, as the first. */
class RetryPropertiesTest {
    private static final ConversationId CHAT = ConversationId.single(TestMessages.ALICE, TestMessages.BOB);

    /** The process dies before it has stored so many cells. */
    private static final class Crash extends Error {
        Crash() {
            super("crash", null, false, false);
        }
    }

    @Property(tries = 500)
    void everyMessageHasOnePlaceInTheOrderOfTheFirstSends(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 9) Integer> sends,
            @ForAll @IntRange(min = 1, max = 6) int batchSize,
            @ForAll List<@IntRange(min = 0, max = 12) Integer> crashes,
            @ForAll boolean emptied) {
        InMemoryMailboxes store = new InMemoryMailboxes();
        InMemorySeqs seqs = new InMemorySeqs(store);
        InMemoryMemberships memberships = new InMemoryMemberships();
        List<StoredMessage> pushed = new ArrayList<>();
        Transfer transfer = new Transfer(
                seqs,
                store,
                memberships,
                new OwnReads(memberships),
                new Pushing(
                        deliveries -> deliveries.forEach(it -> pushed.add(new StoredMessage(
                                it.message().id(),
                                it.seq(),
                                it.message().sendTime(),
                                it.message().body()))),
                        deliveries -> {},
                        true),
                new NoHooks());
        List<Integer> dying = new ArrayList<>(crashes);
        Set<MessageId> expected = new LinkedHashSet<>();

        for (int from = 0; from < sends.size(); from += batchSize) {
            List<Message> batch = sends.subList(from, Math.min(sends.size(), from + batchSize)).stream()
                    .map(it -> TestMessages.text(TestMessages.ALICE, TestMessages.BOB, "m" + it))
                    .toList();
            batch.forEach(it -> expected.add(it.id()));
            boolean redelivered = false;
            while (!survives(transfer, store, batch, redelivered, dying)) {
                redelivered = true;
                if (emptied) {
                    seqs.forgetEverything();
                }
            }
        }

        List<StoredMessage> there = store.range(CHAT, 1, Long.MAX_VALUE, Integer.MAX_VALUE, Order.ASCENDING);
        assertThat(there).extracting(StoredMessage::id).containsExactlyElementsOf(expected);
        assertThat(store.pull(TestMessages.BOB, 1, Long.MAX_VALUE, Integer.MAX_VALUE))
                .hasSize(expected.size());
        assertThat(store.pull(TestMessages.ALICE, 1, Long.MAX_VALUE, Integer.MAX_VALUE))
                .hasSize(expected.size());
        assertThat(pushed).allSatisfy(it -> assertThat(there).contains(it));
    }

    private static boolean survives(
            Transfer transfer, InMemoryMailboxes store, List<Message> batch, boolean redelivered, List<Integer> dying) {
        int[] left = {dying.isEmpty() ? Integer.MAX_VALUE : dying.remove(0)};
        store.beforeEachCell = () -> {
            if (left[0]-- == 0) {
                throw new Crash();
            }
        };
        try {
            transfer.transfer(batch, redelivered);
            return true;
        } catch (Crash crash) {
            return false;
        }
    }
}
