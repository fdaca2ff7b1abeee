package dev.tidings.pushing;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.cluster.LivingNodes;
import dev.tidings.cluster.NodeId;
import dev.tidings.cluster.RemoteSockets.Reached;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.offline.Away;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import dev.tidings.push.OnlinePushCheck;
import dev.tidings.queue.PushRetries;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OnlinePushingTest {
    private static final NodeId SELF = new NodeId("0".repeat(32));
    private static final NodeId OTHER = new NodeId("1".repeat(32));
    private static final NodeId GONE = new NodeId("2".repeat(32));
    private static final Duration SOON = Duration.ofSeconds(5);

    private final LocalNode node = new LocalNode();
    private final Here here = new Here();
    private final List<Away> away = Collections.synchronizedList(new ArrayList<>());
    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final Copies copies = new Copies();
    private final AtomicInteger offlineFailures = new AtomicInteger();
    /** What the business server has been asked and when it answers; texts that begin with {@code quiet} are none of its business. */
    private final Map<Delivery, CompletableFuture<Set<UserId>>> asked = new ConcurrentHashMap<>();

    private boolean isOn = true;
    private OnlinePushing pushing;

    @BeforeEach
    void start() {
        node.open(here);
        here.users.add(ALICE);
        here.users.add(BOB);
        pushing = pushing();
    }

    @AfterEach
    void stop() {
        pushing.stop();
    }

    private OnlinePushing pushing() {
        AwayUsers awayUsers = new AwayUsers(missed -> {
            if (offlineFailures.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
                throw new ImException(ErrorCode.UNAVAILABLE, "the broker is away");
            }
            away.addAll(missed);
        });
        Router router = new Router(
                node,
                deliveries -> CompletableFuture.completedFuture(Reached.NOBODY),
                copies,
                (queue, batch, reason) -> {},
                awayUsers);
        return new OnlinePushing(new Check(), router, new AsStored(mailboxes), copies, new Living(), Thread::new);
    }

    @Test
    void withNobodyToAskEverythingGoesAtOnceAndNothingIsCopied() {
        isOn = false;
        OnlinePushing off = pushing();

        off.push(List.of(text("one", 1)));

        assertThat(here.delivered).containsExactly(text("one", 1));
        assertThat(copies.kept).isEmpty();
    }

    @Test
    void theCallerDoesNotWaitAndLeavesACopyThatOutlivesTheQuestion() {
        pushing.push(List.of(text("one", 1)));

        assertThat(here.delivered).isEmpty();
        assertThat(copies.kept).containsExactly(List.of(text("one", 1)));
        assertThat(copies.delay).isGreaterThan(Duration.ofSeconds(3));
        assertThat(copies.keeper).isEqualTo(SELF.value());
    }

    @Test
    void whoIsLeftOutIsNotPushedNorToldAsSomebodyAwayButTheSenderIsPushed() {
        pushing.push(List.of(text("one", 1)));

        answer("one", 1, Set.of());

        await().atMost(SOON).until(() -> here.delivered.size() == 1);
        assertThat(here.delivered.get(0).message().audience()).containsExactly(ALICE);
        assertThat(away).isEmpty();
    }

    @Test
    void allOfAConversationAreAskedAboutAtOnceAndGoInTheirOrder() {
        pushing.push(List.of(text("one", 1), text("two", 2)));
        pushing.push(List.of(text("three", 3)));
        assertThat(asked).hasSize(3);

        answer("three", 3, Set.of(BOB));
        answer("two", 2, Set.of(BOB));
        assertThat(here.delivered).isEmpty();
        answer("one", 1, Set.of(BOB));

        await().atMost(SOON).until(() -> here.delivered.size() == 3);
        assertThat(here.delivered).containsExactly(text("one", 1), text("two", 2), text("three", 3));
    }

    @Test
    void whatNeedsNoWordGoesBehindWhatIsUndecidedInItsConversationAndAtOnceInAnyOther() {
        Delivery carols = new Delivery(TestMessages.text(ALICE, CAROL, "quiet, Carol"), 1);

        pushing.push(List.of(text("quiet before", 1), text("one", 2), carols));
        pushing.push(List.of(text("quiet after", 3)));

        // What is before the undecided one may have gone by now, on another thread.
        assertThat(here.delivered).contains(carols).doesNotContain(text("one", 2), text("quiet after", 3));
        answer("one", 2, Set.of(BOB));
        await().atMost(SOON).until(() -> here.delivered.size() == 4);
        assertThat(here.delivered).containsSubsequence(text("quiet before", 1), text("one", 2), text("quiet after", 3));
        await().atMost(SOON).untilAsserted(() -> {
            pushing.push(List.of(text("quiet again", 4)));
            assertThat(here.delivered.get(here.delivered.size() - 1)).isEqualTo(text("quiet again", 4));
            assertThat(copies.kept).hasSize(2);
        });
    }

    @Test
    void anotherConversationDoesNotWaitForOneThatHangs() {
        Delivery carols = new Delivery(TestMessages.text(ALICE, CAROL, "hello"), 1);
        pushing.push(List.of(text("hangs", 1), carols));

        asked.get(carols).complete(Set.of(CAROL));

        await().atMost(SOON).until(() -> here.delivered.contains(carols));
        assertThat(here.delivered).hasSize(1);
    }

    @Test
    void aCopyIsPushedOnceItsKeeperIsGone() {
        pushing.takeBack(List.of(text("quiet one", 1)), SELF);
        pushing.takeBack(List.of(text("quiet two", 2)), OTHER);
        pushing.takeBack(List.of(text("quiet three", 3)), GONE);
        pushing.takeBack(List.of(text("four", 4)), GONE);

        assertThat(here.delivered).containsExactly(text("quiet three", 3));
        assertThat(asked).containsOnlyKeys(text("four", 4));
    }

    @Test
    void whatWasRevokedWhileItWaitedIsPushedAsItReadsNow() {
        Delivery one = text("one", 1);
        store(one);
        pushing.push(List.of(one));
        Message replacement = TestMessages.text(ALICE, BOB, "revoked");
        mailboxes.replace(
                new Message(
                        one.message().id(),
                        one.message().conversation(),
                        ALICE,
                        List.of(BOB),
                        2101,
                        one.message().options(),
                        1_000,
                        "op",
                        replacement.body()),
                1);

        answer("one", 1, Set.of(BOB));

        await().atMost(SOON).until(() -> here.delivered.size() == 1);
        assertThat(here.delivered.get(0).message().body()).isEqualTo(replacement.body());
        assertThat(here.delivered.get(0).message().audience()).containsExactly(ALICE, BOB);
    }

    @Test
    void aQueueThatIsAwayIsWaitedFor() {
        here.users.remove(BOB);
        offlineFailures.set(2);
        pushing.push(List.of(text("one", 1), text("two", 2)));

        answer("one", 1, Set.of(BOB));
        answer("two", 2, Set.of(BOB));

        await().atMost(SOON).until(() -> away.size() == 2);
        assertThat(away).containsExactly(new Away(text("one", 1), Set.of(BOB)), new Away(text("two", 2), Set.of(BOB)));
    }

    @Test
    void withoutACopyNothingIsHeldAndTheCallerHearsOfIt() {
        copies.isAway = true;

        assertThatThrownBy(() -> pushing.push(List.of(text("one", 1)))).isInstanceOf(ImException.class);

        assertThat(asked).isEmpty();
    }

    @Test
    void whatIsHeldHasALimit() {
        List<Delivery> many = new ArrayList<>();
        for (int seq = 1; seq <= OnlinePushing.WAITING_MAX; seq++) {
            many.add(text("m" + seq, seq));
        }
        pushing.push(many);

        assertThatThrownBy(() -> pushing.push(List.of(text("one more", 10_001))))
                .isInstanceOf(ImException.class)
                .hasMessageContaining("wait");
        asked.values().forEach(it -> it.complete(Set.of(BOB)));

        await().atMost(SOON).until(() -> here.delivered.size() == OnlinePushing.WAITING_MAX);
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> pushing.push(List.of(text("quiet", 10_002))));
    }

    private void answer(String text, long seq, Set<UserId> receivers) {
        asked.get(text(text, seq)).complete(receivers);
    }

    private void store(Delivery delivery) {
        Message message = delivery.message();
        mailboxes.store(List.of(new PlacedMessage(
                message,
                new Places(
                        message.id(),
                        Map.of(
                                Series.of(message.conversation()), delivery.seq(),
                                Series.mailboxOf(ALICE), 1L,
                                Series.mailboxOf(BOB), 1L)))));
    }

    private static Delivery text(String text, long seq) {
        return new Delivery(TestMessages.text(ALICE, BOB, text), seq);
    }

    private final class Check implements OnlinePushCheck {
        @Override
        public boolean isOn() {
            return isOn;
        }

        @Override
        public boolean concerns(Delivery delivery) {
            return !delivery.message().operationId().startsWith("op-quiet");
        }

        @Override
        public CompletableFuture<Set<UserId>> receivers(Delivery delivery) {
            return asked.computeIfAbsent(delivery, it -> new CompletableFuture<>());
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    private static final class Living implements LivingNodes {
        @Override
        public NodeId self() {
            return SELF;
        }

        @Override
        public boolean isAlive(NodeId node) {
            return node.equals(SELF) || node.equals(OTHER);
        }
    }

    private static final class Copies implements PushRetries {
        final List<List<Delivery>> kept = new ArrayList<>();
        boolean isAway;
        String keeper = "";
        Duration delay = Duration.ZERO;

        @Override
        public void putAgain(List<Delivery> deliveries, int attempt, Duration pause) {
            throw new AssertionError("no node failed");
        }

        @Override
        public void keep(List<Delivery> deliveries, String self, Duration after) {
            if (isAway) {
                throw new ImException(ErrorCode.UNAVAILABLE, "the broker is away");
            }
            kept.add(deliveries);
            keeper = self;
            delay = after;
        }
    }
}
