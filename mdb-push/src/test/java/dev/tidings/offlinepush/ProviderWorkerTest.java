package dev.tidings.offlinepush;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static dev.tidings.message.TestMessages.text;
import static dev.tidings.offline.ProviderName.FCM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.offline.Device;
import dev.tidings.offline.InMemoryDeviceTokens;
import dev.tidings.offline.InMemoryPushMarks;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Outcome;
import dev.tidings.provider.Pushes;
import dev.tidings.queue.DeadLetters;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderWorkerTest {
    private static final Duration RETRY_FOR = Duration.ofHours(24);

    private final FakeProvider provider = new FakeProvider();
    private final Map<UserId, List<OnlineDevice>> online = new HashMap<>();
    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);
    private final InMemoryPushMarks marks = new InMemoryPushMarks();
    private final InMemoryDeviceTokens tokens = new InMemoryDeviceTokens();
    private final InMemoryProviderQueues queues = new InMemoryProviderQueues();
    private final List<String> dead = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final Ticking clock = new Ticking();
    private final DeadLetters deadLetters = (queue, batch, reason) -> dead.add(queue + ": " + reason);
    private final ProviderWorker worker = worker(queues);

    private ProviderWorker worker(ProviderQueues to) {
        return new ProviderWorker(
                FCM,
                provider,
                new StillWanted(ids -> online, mailboxes),
                marks,
                tokens,
                to,
                deadLetters,
                RETRY_FOR,
                clock,
                pause -> {
                    pauses.add(pause);
                    clock.now = clock.now.plus(pause);
                });
    }

    @BeforeEach
    void store() {
        for (String name : List.of("m", "n")) {
            store(text(ALICE, BOB, name));
        }
    }

    private void store(Message message) {
        var places = seqs.allocate(List.of(new Claim(message.id(), PlacedMessage.seriesOf(message))));
        mailboxes.store(List.of(new PlacedMessage(message, places.get(0))));
        seqs.settle(places);
    }

    /** Message m is the first of the conversation, as {@link Pushes} has it. */
    private static DevicePush to(UserId user, String token) {
        return Pushes.push("m", user, FCM, token);
    }

    private void work(DevicePush... pushes) {
        worker.work(Batch.first(List.of(pushes)));
    }

    private Batch waiting() {
        assertThat(queues.puts).hasSize(1);
        return queues.puts.remove(0).addressed().batch();
    }

    @Test
    void eachDeviceIsToldOnce() {
        work(to(BOB, "phone"), to(BOB, "pad"));

        assertThat(provider.taken).containsExactly(to(BOB, "phone"), to(BOB, "pad"));
        assertThat(queues.puts).isEmpty();
    }

    @Test
    void aRedeliveryTellsNobodyAgain() {
        work(to(BOB, "phone"));
        work(to(BOB, "phone"), to(BOB, "pad"));

        assertThat(provider.taken).containsExactly(to(BOB, "phone"), to(BOB, "pad"));
    }

    @Test
    void aDeviceThatIsInABatchTwiceIsToldOnce() {
        work(to(BOB, "phone"), to(BOB, "phone"));

        assertThat(provider.taken).containsExactly(to(BOB, "phone"));
    }

    @Test
    void whoCameOnlineMeanwhileIsNotTold() {
        online.put(BOB, List.of(new OnlineDevice(5, "c1", false)));

        work(to(BOB, "phone"), to(CAROL, "carols"));

        assertThat(provider.taken).containsExactly(to(CAROL, "carols"));
    }

    @Test
    void aMessageThatIsNotThereAnyMoreIsNotTold() {
        DevicePush gone = Pushes.push("revoked", BOB, FCM, "phone");

        work(gone, to(BOB, "phone"));

        assertThat(provider.taken).containsExactly(to(BOB, "phone"));
    }

    @Test
    void aProcessThatDiesWhileItSendsTellsNobodyTwice() {
        provider.answers = push -> {
            provider.taken.add(push);
            throw new Killed();
        };
        assertThatThrownBy(() -> work(to(BOB, "phone"))).isInstanceOf(Killed.class);
        provider.answers = push -> FakeProvider.sent();

        work(to(BOB, "phone"));

        assertThat(provider.taken).hasSize(1);
    }

    @Test
    void aTokenThatLeadsNowhereIsForgottenAndNoOther() {
        tokens.put(new Device(BOB, 1, FCM, "old"), 0, Long.MAX_VALUE);
        tokens.put(new Device(BOB, 2, FCM, "new"), 0, Long.MAX_VALUE);
        provider.answers = push -> push.device().token().equals("old")
                ? FakeProvider.outcome(Outcome.Kind.INVALID_TOKEN, 0)
                : FakeProvider.sent();

        work(to(BOB, "old"), to(BOB, "new"));

        assertThat(tokens.of(List.of(BOB), 0)).extracting(Device::token).containsExactly("new");
        assertThat(queues.puts).isEmpty();
        assertThat(dead).isEmpty();
    }

    @Test
    void whatTheProviderRefusesIsADeadLetterWithItsReason() {
        provider.answers = push -> FakeProvider.outcome(Outcome.Kind.REFUSED, 0);

        work(to(BOB, "phone"));

        assertThat(dead).containsExactly("im.offline.fcm: told so");
        assertThat(queues.puts).isEmpty();
    }

    @Test
    void whatFailedWaitsInTheQueueAloneAndIsSentLater() {
        provider.answers = push -> push.device().token().equals("phone")
                ? FakeProvider.sent()
                : FakeProvider.outcome(Outcome.Kind.FAILED, 0);

        work(to(BOB, "phone"), to(BOB, "pad"));

        assertThat(queues.puts.get(0).delay()).isEqualTo(Duration.ofSeconds(2));
        Batch again = waiting();
        assertThat(again.pushes()).containsExactly(to(BOB, "pad"));
        assertThat(again.attempts()).isEqualTo(1);
        provider.answers = push -> FakeProvider.sent();
        worker.work(again);
        assertThat(provider.taken).containsExactly(to(BOB, "phone"), to(BOB, "pad"));
    }

    @Test
    void eachAttemptWaitsTwiceAsLongUpToFiveMinutes() {
        provider.answers = push -> FakeProvider.outcome(Outcome.Kind.FAILED, 0);
        List<Duration> delays = new ArrayList<>();
        Batch batch = Batch.first(List.of(to(BOB, "phone")));

        for (int i = 0; i < 10; i++) {
            clock.now = clock.now.plus(Duration.ofMinutes(5));
            worker.work(batch);
            delays.add(queues.puts.get(0).delay());
            batch = waiting();
        }

        assertThat(delays)
                .extracting(Duration::toSeconds)
                .containsExactly(2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    }

    @Test
    void aProviderThatFailedIsLeftAloneForAWhile() {
        provider.answers = push -> FakeProvider.outcome(Outcome.Kind.FAILED, 0);
        work(to(BOB, "phone"));
        work(to(BOB, "pad"));
        work(to(CAROL, "carols"));

        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void howLongAProviderAsksToBeLeftAloneIsHonoured() {
        provider.answers = push -> FakeProvider.outcome(Outcome.Kind.LIMITED, 60);
        work(to(BOB, "phone"));
        assertThat(queues.puts.get(0).delay()).isEqualTo(Duration.ofSeconds(60));
        Batch first = waiting();
        provider.answers = push -> FakeProvider.sent();

        work(to(BOB, "pad"));

        assertThat(provider.taken).isEmpty();
        assertThat(queues.puts.get(0).delay()).isEqualTo(Duration.ofSeconds(55));
        Batch second = waiting();
        clock.now = clock.now.plus(Duration.ofSeconds(55));
        worker.work(first);
        worker.work(second);
        assertThat(provider.taken).hasSize(2);
    }

    @Test
    void aDeviceThatIsBusyHoldsUpNoOther() {
        provider.answers = push -> push.device().token().equals("busy")
                ? FakeProvider.outcome(Outcome.Kind.DEVICE_BUSY, 60)
                : FakeProvider.sent();

        work(to(BOB, "busy"));
        work(to(BOB, "phone"));

        assertThat(pauses).isEmpty();
        assertThat(provider.taken).containsExactly(to(BOB, "phone"));
        assertThat(queues.puts.get(0).delay()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatIsTooOldIsADeadLetterWithTheReasonItWaitedFor() {
        Batch old = new Batch(List.of(to(BOB, "phone")), 9, "FCM 503");
        clock.now = Pushes.NOW.plus(RETRY_FOR).plusMillis(1);

        worker.work(old);

        assertThat(dead).containsExactly("im.offline.fcm: not sent within PT24H: FCM 503");
        assertThat(provider.taken).isEmpty();
    }

    @Test
    void whatCouldNotBePutBackIsRedeliveredAndSent() {
        ProviderWorker noBroker = worker((batches, delay) -> {
            throw new ImException(ErrorCode.UNAVAILABLE, "the queue does not answer");
        });
        provider.answers = push -> FakeProvider.outcome(Outcome.Kind.FAILED, 0);
        Batch batch = Batch.first(List.of(to(BOB, "phone")));
        assertThatThrownBy(() -> noBroker.work(batch)).isInstanceOf(ImException.class);
        provider.answers = push -> FakeProvider.sent();

        worker.work(batch);

        assertThat(provider.taken).containsExactly(to(BOB, "phone"));
    }

    private static final class Killed extends Error {}

    private static final class Ticking extends Clock {
        private Instant now = Pushes.NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
