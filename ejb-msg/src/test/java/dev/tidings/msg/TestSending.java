package dev.tidings.msg;

import dev.tidings.hook.NoHooks;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.user.Users;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** Sends into a queue of the test's own, with nothing else in between. */
final class TestSending {
    private TestSending() {}

    static Sending into(AcceptedQueue queue, Users users, Clock clock) {
        NoHooks hooks = new NoHooks();
        return new Sending(
                users,
                (id, receipt) -> CompletableFuture.completedFuture(receipt),
                queue,
                new SendTimes(clock),
                new Screening(hooks, hooks, clock, false),
                new SenderLines());
    }
}
