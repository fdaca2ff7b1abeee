package dev.tidings.bench.scenario;

import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as they come: one after the other is of other people. There are some owners of a mailbox, who write and are written to in turn, each with {@value MailboxPlan#PEERS} others.
 */
final class Traffic {
    private static final int OWNERS = 500;
    /** So many messages of each owner have a time of sending in the past; there are fewer. */
    private static final long EACH_MAX = 100_000;

    private final List<MailboxPlan> plans = new ArrayList<>();

    Traffic(Clock clock) {
        this(OWNERS, clock);
    }

    /** @param owners of a mailbox; so there are {@value MailboxPlan#PEERS} times as many conversations */
    Traffic(int owners, Clock clock) {
        for (int i = 0; i < owners; i++) {
            plans.add(new MailboxPlan(owner(i), EACH_MAX, clock));
        }
    }

    private static UserId owner(int index) {
        return new UserId("t" + index);
    }

    /** @param number from 0 */
    PlacedMessage at(long number) {
        return plans.get((int) (number % plans.size())).at(number / plans.size() + 1);
    }

    /** All conversations there are, each with its two members. */
    List<List<UserId>> pairs() {
        List<List<UserId>> pairs = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            UserId owner = owner(i);
            plans.get(i).peers().forEach(peer -> pairs.add(List.of(owner, peer)));
        }
        return pairs;
    }

    static ConversationId conversation(List<UserId> pair) {
        return ConversationId.single(pair.get(0), pair.get(1));
    }
}
