package dev.tidings.msg;

import dev.tidings.queue.AcceptedQueue;
import dev.tidings.user.Users;
import java.time.Clock;

/** Sends into a queue of the test's own, with nothing else in between. */
final class TestSending {
    private TestSending() {}

    static Sending into(AcceptedQueue queue, Users users, Clock clock) {
        return new Sending(users, (id, receipt) -> receipt, queue, new SendTimes(clock));
    }
}
