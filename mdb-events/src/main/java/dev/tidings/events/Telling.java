package dev.tidings.events;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.DeadEvents;
import dev.tidings.hook.EventCalls;
import dev.tidings.hook.Events;
import dev.tidings.hook.HookEvent;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.UndecodableBatchException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Tells of what one message of the outbox holds. Conversations do not wait for one another, the events of one do: the next is
 * told when the one before it was taken or given up. It returns when nothing is left to tell, so whoever dies over it is told
 * everything again.
 */
@Dependent
class Telling {
    private static final System.Logger LOG = System.getLogger(Telling.class.getName());

    private final EventCalls calls;
    private final DeadEvents dead;
    private final Pauses pauses;

    @Inject
    Telling(EventCalls calls, DeadEvents dead) {
        this(calls, dead, Pauses.USUAL);
    }

    Telling(EventCalls calls, DeadEvents dead, Pauses pauses) {
        this.calls = calls;
        this.dead = dead;
        this.pauses = pauses;
    }

    /** How long to wait between attempts. */
    record Pauses(Duration first, Duration max) {
        static final Pauses USUAL = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

        long millisAfter(int attempt) {
            long doubled = first.toMillis() << Math.min(attempt - 1, 20);
            return Math.min(doubled, max.toMillis());
        }
    }

    /** @throws IllegalStateException if the thread is interrupted while it waits: the queue redelivers then */
    void tellAccepted(byte[] batch) {
        List<HookEvent> events;
        try {
            events = BatchCodec.decode(batch).stream()
                    .filter(calls::tells)
                    .map(Events::sent)
                    .toList();
        } catch (UndecodableBatchException e) {
            unreadable(batch);
            return;
        }
        tell(events);
    }

    /** @throws IllegalStateException as {@link #tellAccepted} */
    void tellEvent(byte[] bytes) {
        HookEvent event;
        try {
            event = HookEvent.decode(bytes);
        } catch (IllegalArgumentException e) {
            unreadable(bytes);
            return;
        }
        if (calls.tells(event.hook())) {
            tell(List.of(event));
        } else {
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "event " + event.id() + " is dropped: " + event.hook().hookName() + " is off");
        }
    }

    /** Puts aside what no attempt will make readable. */
    void unreadable(byte[] bytes) {
        LOG.log(System.Logger.Level.ERROR, "IM-3104 a message of the outbox cannot be read, it is a dead event");
        await(buried(() -> dead.bury(bytes, "undecodable"), 1));
    }

    private void tell(List<HookEvent> events) {
        Map<String, List<HookEvent>> byOrder = new LinkedHashMap<>();
        events.forEach(event ->
                byOrder.computeIfAbsent(event.order(), it -> new ArrayList<>()).add(event));
        await(CompletableFuture.allOf(
                byOrder.values().stream().map(this::inOrder).toArray(CompletableFuture[]::new)));
    }

    private CompletableFuture<Void> inOrder(List<HookEvent> events) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (HookEvent event : events) {
            done = done.thenCompose(before -> attempt(event, 1));
        }
        return done;
    }

    private CompletableFuture<Void> attempt(HookEvent event, int attempt) {
        return calls.tell(event, attempt)
                .toCompletableFuture()
                .exceptionallyComposeAsync(failure -> again(event, attempt, unwrapped(failure)));
    }

    private CompletableFuture<Void> again(HookEvent event, int attempt, Throwable failure) {
        if (attempt >= calls.attemptsMax()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "IM-3104 event " + event.id() + " of " + event.hook().hookName() + " is a dead event after "
                            + attempt + " attempts: " + failure.getMessage());
            return buried(() -> dead.bury(event, attempt, String.valueOf(failure.getMessage())), 1);
        }
        long pause = pauses.millisAfter(attempt);
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "IM-3103 event " + event.id() + " of " + event.hook().hookName() + " was not taken at attempt "
                        + attempt + ", the next is in " + pause + " ms: " + failure.getMessage() + ", operationID="
                        + event.operationId());
        return later(pause).thenCompose(now -> attempt(event, attempt + 1));
    }

    /** An event that is given up is not let go of before it is with the dead ones. */
    private CompletableFuture<Void> buried(Runnable bury, int attempt) {
        try {
            bury.run();
            return CompletableFuture.completedFuture(null);
        } catch (ImException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            long pause = pauses.millisAfter(attempt);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-3107 the dead events' queue is away, next try in " + pause + " ms");
            return later(pause).thenCompose(now -> buried(bury, attempt + 1));
        }
    }

    private static CompletableFuture<Void> later(long millis) {
        return CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    private static void await(CompletableFuture<Void> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before all events were told", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("events could not be told", e.getCause());
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
