package dev.tidings.offlinepush;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ImException;
import dev.tidings.offline.DeviceTokens;
import dev.tidings.offline.ProviderName;
import dev.tidings.offline.PushMark;
import dev.tidings.offline.PushMarks;
import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Outcome;
import dev.tidings.provider.PushProvider;
import dev.tidings.queue.DeadLetters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The second step, for one provider: tells each device once. A device is marked as told <em>before</em> its provider is asked,
 * and the mark is taken back only when the provider is known not to have taken the push, or did not answer in time. So a
 * process that dies in between tells nobody twice; what it had just marked is not told at all, and waits in the mailbox like
 * any other message.
 *
 * <p>What could not be sent goes back to the queue with a delay, on its own, and who knows that the provider is down waits
 * before he asks it again: the queue of a provider that is down stays in the queue.
 */
final class ProviderWorker {
    private static final System.Logger LOG = System.getLogger(ProviderWorker.class.getName());
    /** A thread that waits is not stopped before its time when the server stops. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private static final Duration DELAY_MIN = Duration.ofSeconds(2);
    private static final Duration DELAY_MAX = Duration.ofMinutes(5);
    private static final int DOUBLINGS_MAX = 8;

    /** Sleeps, but in tests. */
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    private final ProviderName name;
    private final PushProvider provider;
    private final StillWanted stillWanted;
    private final PushMarks marks;
    private final DeviceTokens tokens;
    private final ProviderQueues queues;
    private final DeadLetters deadLetters;
    private final Duration retryFor;
    private final Clock clock;
    private final Pause pause;
    private final Rest rest;

    ProviderWorker(
            ProviderName name,
            PushProvider provider,
            StillWanted stillWanted,
            PushMarks marks,
            DeviceTokens tokens,
            ProviderQueues queues,
            DeadLetters deadLetters,
            Duration retryFor,
            Clock clock,
            Pause pause) {
        this.name = name;
        this.provider = provider;
        this.stillWanted = stillWanted;
        this.marks = marks;
        this.tokens = tokens;
        this.queues = queues;
        this.deadLetters = deadLetters;
        this.retryFor = retryFor;
        this.clock = clock;
        this.pause = pause;
        this.rest = new Rest(clock);
    }

    /**
     * Returns when each push of the batch is sent, is not to be sent any more, waits in the queue again, or is a dead letter.
     *
     * @throws ImException {@code UNAVAILABLE} if a store or the broker is away: it is to be redelivered
     */
    void work(Batch batch) {
        long oldest = clock.millis() - retryFor.toMillis();
        List<DevicePush> old = batch.pushes().stream()
                .filter(push -> push.notification().since() < oldest)
                .toList();
        List<DevicePush> young = new ArrayList<>(batch.pushes());
        young.removeAll(old);
        if (!young.isEmpty()) {
            sendOrWait(new Batch(young, batch.attempts(), batch.reason()));
        }
        // Last: what follows may fail, and a redelivery would bury them again.
        if (!old.isEmpty()) {
            String why = "not sent within " + retryFor + (batch.reason().isEmpty() ? "" : ": " + batch.reason());
            bury(old, batch.attempts(), why);
        }
    }

    private void sendOrWait(Batch batch) {
        Duration left = restLeft();
        if (!left.isZero()) {
            queues.put(List.of(new ProviderQueues.Addressed(name, batch)), left);
            return;
        }
        List<DevicePush> mine = claimed(stillWanted.of(batch.pushes()));
        Chunks.of(mine, PushProvider.MAX).forEach(some -> send(some, batch.attempts()));
    }

    /** Waits a little for a provider that rests, which keeps the others of its queue where they are. */
    private Duration restLeft() {
        Duration left = rest.left();
        if (left.isZero()) {
            return left;
        }
        try {
            pause.pause(left.compareTo(PAUSE_MAX) < 0 ? left : PAUSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " rested", e);
        }
        return rest.left();
    }

    /** Those that nobody told, marked as told. */
    private List<DevicePush> claimed(List<DevicePush> pushes) {
        Map<PushMark, DevicePush> byMark = new LinkedHashMap<>();
        pushes.forEach(push -> byMark.put(mark(push), push));
        Set<PushMark> free = marks.claim(byMark.keySet());
        byMark.keySet().retainAll(free);
        return List.copyOf(byMark.values());
    }

    private static PushMark mark(DevicePush push) {
        return new PushMark(push.notification().message(), push.deviceHash());
    }

    private void send(List<DevicePush> pushes, int attempts) {
        List<Outcome> outcomes = provider.push(pushes);
        rest(outcomes);
        List<DevicePush> again = new ArrayList<>();
        Duration delay = delay(attempts);
        String reason = "";
        for (int i = 0; i < pushes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (isToBeRepeated(outcome.kind())) {
                again.add(pushes.get(i));
                delay = longer(delay, outcome.pause());
                reason = outcome.reason();
            }
        }
        // First of all: until this is done a crash loses them, and what follows needs stores that may be away.
        if (!again.isEmpty()) {
            marks.release(again.stream().map(ProviderWorker::mark).toList());
            queues.put(List.of(new ProviderQueues.Addressed(name, new Batch(again, attempts + 1, reason))), delay);
        }
        for (int i = 0; i < pushes.size(); i++) {
            conclude(pushes.get(i), outcomes.get(i), attempts);
        }
    }

    private static boolean isToBeRepeated(Outcome.Kind kind) {
        return switch (kind) {
            case DEVICE_BUSY, LIMITED, FAILED -> true;
            case SENT, INVALID_TOKEN, REFUSED -> false;
        };
    }

    private void conclude(DevicePush push, Outcome outcome, int attempts) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "offline push operationID=" + push.notification().operationId() + " serverMsgID="
                        + push.notification().message() + " user="
                        + push.device().user() + " device="
                        + push.deviceHash() + " " + outcome.kind() + " " + outcome.reason());
        switch (outcome.kind()) {
            case INVALID_TOKEN -> forget(push);
            case REFUSED -> bury(List.of(push), attempts, outcome.reason());
            case SENT, DEVICE_BUSY, LIMITED, FAILED -> {}
        }
    }

    private void forget(DevicePush push) {
        try {
            tokens.remove(name, push.device().token());
        } catch (ImException e) {
            // The next push to it will find it invalid again.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-2606 the token of " + push.deviceHash() + " could not be removed",
                    e);
        }
    }

    private void rest(List<Outcome> outcomes) {
        boolean failed = false;
        boolean served = false;
        Duration limit = Duration.ZERO;
        String reason = "";
        for (Outcome outcome : outcomes) {
            switch (outcome.kind()) {
                case SENT, INVALID_TOKEN, REFUSED, DEVICE_BUSY -> served = true;
                case FAILED -> {
                    failed = true;
                    reason = reason.isEmpty() ? outcome.reason() : reason;
                }
                case LIMITED -> {
                    limit = longer(limit, outcome.pause());
                    reason = outcome.reason();
                }
            }
        }
        if (!limit.isZero()) {
            rest.leaveAlone(limit);
        } else if (failed && !served) {
            rest.failed();
        } else if (served) {
            rest.served();
        }
        if (failed || !limit.isZero()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-2603 push provider " + name + " does not take pushes, they wait: " + reason);
        }
    }

    private static Duration delay(int attempts) {
        Duration delay = DELAY_MIN.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
        return delay.compareTo(DELAY_MAX) < 0 ? delay : DELAY_MAX;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private void bury(List<DevicePush> pushes, int attempts, String reason) {
        LOG.log(
                System.Logger.Level.WARNING,
                "IM-2604 " + pushes.size() + " pushes through " + name + " are given up, they are dead letters: "
                        + reason);
        deadLetters.put(JmsProviderQueues.PREFIX + name, BatchJson.encode(new Batch(pushes, attempts, reason)), reason);
    }
}
