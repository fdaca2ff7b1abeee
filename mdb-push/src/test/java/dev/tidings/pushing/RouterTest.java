package dev.tidings.pushing;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.cluster.RemoteSockets;
import dev.tidings.cluster.RemoteSockets.Reached;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.TestMessages;
import dev.tidings.offline.Away;
import dev.tidings.offline.OfflineQueue;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.PushRetries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final LocalNode node = new LocalNode();
    private final Here here = new Here();
    private final List<Again> again = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final List<Away> away = new ArrayList<>();
    private Reached elsewhere = Reached.NOBODY;

    private record Again(List<Delivery> deliveries, int attempt, Duration delay) {}

    @BeforeEach
    void open() {
        node.open(here);
    }

    @Test
    void whoIsHereGetsItHereAndNobodyElseIsTroubled() {
        here.users.add(ALICE);
        here.users.add(BOB);

        router().route(List.of(text("hello")), 0);

        assertThat(here.delivered).containsExactly(text("hello"));
        assertThat(again).isEmpty();
        assertThat(away).isEmpty();
    }

    @Test
    void whoIsNowhereIsToldByTheOfflinePushTheSenderIsNot() {
        router().route(List.of(text("hello")), 0);

        assertThat(away).containsExactly(new Away(text("hello"), Set.of(BOB)));
    }

    @Test
    void whoIsOnAnotherNodeIsNotAway() {
        elsewhere = new Reached(Map.of(BOB, Set.of(5)), Set.of());

        router().route(List.of(text("hello"), carols("there")), 0);

        assertThat(away).containsExactly(new Away(carols("there"), Set.of(CAROL)));
    }

    @Test
    void whatIsNotForTheOfflinePushIsNotPutThere() {
        Delivery quiet = new Delivery(TestMessages.text(ALICE, BOB, "quiet", Options.without(Option.OFFLINE_PUSH)), 1);

        router().route(List.of(quiet), 0);

        assertThat(away).isEmpty();
    }

    @Test
    void whatANodeCouldNotBeToldIsTriedAgainForItsUsersAlone() {
        here.users.add(ALICE);
        elsewhere = new Reached(Map.of(), Set.of(BOB));

        router().route(List.of(text("hello"), carols("there")), 0);

        assertThat(again)
                .containsExactly(new Again(List.of(text("hello").narrowedTo(Set.of(BOB))), 1, Duration.ofMillis(250)));
        assertThat(again.get(0).deliveries().get(0).message().audience()).containsExactly(BOB);
        assertThat(away).containsExactly(new Away(carols("there"), Set.of(CAROL)));
    }

    @Test
    void pausesGrowUpToABound() {
        elsewhere = new Reached(Map.of(), Set.of(BOB));

        for (int attempt = 0; attempt < Router.ATTEMPTS_MAX; attempt++) {
            router().route(List.of(text("hello")), attempt);
        }

        assertThat(again).hasSize(Router.ATTEMPTS_MAX);
        assertThat(again.subList(0, 7).stream().map(Again::delay).map(Duration::toMillis))
                .containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L);
        assertThat(dead).isEmpty();
    }

    @Test
    void whatFailsForTooLongIsADeadLetter() {
        elsewhere = new Reached(Map.of(), Set.of(BOB));

        router().route(List.of(text("hello")), Router.ATTEMPTS_MAX);

        assertThat(again).isEmpty();
        assertThat(dead).containsExactly("im.push [bob]");
    }

    @Test
    void withoutAnOfflinePushNobodyIsTold() {
        new Router(node, remote(), retries(), this::bury, new AwayUsers(missed -> {})).route(List.of(text("hello")), 0);

        assertThat(away).isEmpty();
    }

    @Test
    void whenTheOfflineQueueIsAwayTheCallerHearsOfIt() {
        OfflineQueue broken = missed -> {
            throw new ImException(ErrorCode.UNAVAILABLE, "the broker is away");
        };
        Router router = new Router(node, remote(), retries(), this::bury, new AwayUsers(broken));

        assertThatThrownBy(() -> router.route(List.of(text("hello")), 0)).isInstanceOf(ImException.class);
    }

    private Router router() {
        return new Router(node, remote(), retries(), this::bury, new AwayUsers(away::addAll));
    }

    private RemoteSockets remote() {
        return deliveries -> CompletableFuture.completedFuture(elsewhere);
    }

    private PushRetries retries() {
        return new PushRetries() {
            @Override
            public void putAgain(List<Delivery> deliveries, int attempt, Duration delay) {
                again.add(new Again(deliveries, attempt, delay));
            }

            @Override
            public void keep(List<Delivery> deliveries, String keeper, Duration delay) {
                throw new AssertionError("nothing is held here");
            }
        };
    }

    private void bury(String queue, byte[] batch, String reason) {
        dead.add(queue + " "
                + BatchCodec.decodeDeliveries(batch).get(0).message().audience());
    }

    private static Delivery text(String text) {
        return new Delivery(TestMessages.text(ALICE, BOB, text), 1);
    }

    private static Delivery carols(String text) {
        return new Delivery(TestMessages.text(ALICE, CAROL, text), 1);
    }
}
