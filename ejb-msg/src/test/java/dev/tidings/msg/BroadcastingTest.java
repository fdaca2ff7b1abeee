package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BroadcastingTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final List<UserId> MANY =
            IntStream.range(0, 2_000).mapToObj(i -> new UserId("u" + i)).toList();

    private final InMemoryUsers users = new InMemoryUsers();
    private final List<Message> queued = new ArrayList<>();

    @BeforeEach
    void register() {
        users.register(MANY.stream().map(it -> User.of(it, "", "", 1)).toList());
        users.register(List.of(User.of(ALICE, "", "", 1), User.of(BOB, "", "", 1)));
    }

    private Broadcasting through(AcceptedQueue queue) {
        return new Broadcasting(TestSending.into(queue, users, NOW), users, NOW);
    }

    private final AcceptedQueue atOnce = message -> {
        queued.add(message);
        return CompletableFuture.completedFuture(null);
    };

    private static Draft draft() {
        return Drafts.of(
                ALICE, BOB, Draft.Origin.BUSINESS_SERVER, it -> it.clearRecvID().setClientMsgID("news-1"));
    }

    @Test
    void eachReceiverGetsAMessageOfHisOwn() {
        Broadcast done = through(atOnce).send(draft(), MANY);

        assertThat(done.failed()).isEmpty();
        assertThat(done.sent()).extracting(Broadcast.Reached::receiver).containsExactlyElementsOf(MANY);
        assertThat(queued).hasSize(2_000);
        assertThat(queued).extracting(Message::id).doesNotHaveDuplicates();
        assertThat(queued.get(7).receivers()).containsExactly(new UserId("u7"));
        assertThat(done.sent().get(7).sent().serverMsgID())
                .isEqualTo(queued.get(7).id());
    }

    @Test
    void theSameAgainIsTheSameMessages() {
        through(atOnce).send(draft(), List.of(BOB, MANY.get(0)));
        through(atOnce).send(draft(), List.of(MANY.get(0), BOB));

        assertThat(queued.get(0).id()).isEqualTo(queued.get(3).id());
        assertThat(queued.get(1).id()).isEqualTo(queued.get(2).id());
    }

    @Test
    void whoIsThereTwiceGetsItOnce() {
        assertThat(through(atOnce).send(draft(), List.of(BOB, BOB)).sent()).hasSize(1);
    }

    @Test
    void whoDoesNotExistFailsAndHoldsNobodyUp() {
        Broadcast done = through(atOnce).send(draft(), List.of(CAROL, BOB));

        assertThat(done.failed()).containsExactly(CAROL);
        assertThat(done.sent()).extracting(Broadcast.Reached::receiver).containsExactly(BOB);
    }

    @Test
    void onlySoManyAreUnderWay() {
        Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
        List<Integer> underWay = new ArrayList<>();
        AcceptedQueue slow = message -> {
            CompletableFuture<Void> onDisk = new CompletableFuture<>();
            waiting.add(onDisk);
            underWay.add(waiting.size());
            if (waiting.size() == 500) {
                // The commit of the others.
                waiting.forEach(it -> it.complete(null));
                waiting.clear();
            }
            return onDisk;
        };

        Broadcast done = through(slow).send(draft(), MANY);

        assertThat(done.sent()).hasSize(2_000);
        assertThat(underWay).allMatch(it -> it <= 500);
    }

    @Test
    void withoutItsQueueItDoesNotTryForEverybody() {
        List<Message> tried = new ArrayList<>();
        AcceptedQueue away = message -> {
            tried.add(message);
            return CompletableFuture.failedFuture(new ImException(ErrorCode.UNAVAILABLE, "away"));
        };

        Broadcast done = through(away).send(draft(), MANY);

        assertThat(done.sent()).isEmpty();
        assertThat(done.failed()).hasSize(2_000);
        assertThat(tried).hasSize(500);
    }

    @Test
    void aDraftThatNobodyCanGetIsRefusedAtOnce() {
        Draft empty = Drafts.of(
                ALICE,
                BOB,
                Draft.Origin.BUSINESS_SERVER,
                it -> it.clearRecvID().setContent(com.google.protobuf.ByteString.EMPTY));

        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> through(atOnce).send(empty, MANY))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS));
        assertThat(queued).isEmpty();
    }
}
