package dev.tidings.transfer;

import dev.tidings.fault.CrashPoint;
import dev.tidings.push.Delivery;
import dev.tidings.push.Push;
import dev.tidings.queue.PushQueue;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** Calls the push module, and leaves the batch on the push queue when the call fails. */
@Dependent
class Pushing {
    private static final System.Logger LOG = System.getLogger(Pushing.class.getName());

    private final Push push;
    private final PushQueue queue;

    @Inject
    Pushing(Push push, PushQueue queue) {
        this.push = push;
        this.queue = queue;
    }

    void push(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        try {
            CrashPoint.BEFORE_PUSH.reach();
            push.push(deliveries);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-2201 the push module failed, its batch goes to the push queue", e);
            CrashPoint.BEFORE_PUSH_QUEUE.reach();
            queue.put(deliveries);
            CrashPoint.AFTER_PUSH_QUEUE.reach();
        }
    }
}
