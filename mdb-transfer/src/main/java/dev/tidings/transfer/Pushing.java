package dev.tidings.transfer;

import dev.tidings.fault.CrashPoint;
import dev.tidings.push.Delivery;
import dev.tidings.push.Push;
import dev.tidings.queue.PushQueue;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls the push module, and leaves the batch on the push queue when the call fails or is switched off. */
@Dependent
class Pushing {
    private static final System.Logger LOG = System.getLogger(Pushing.class.getName());

    private final Push push;
    private final PushQueue queue;
    private final boolean calls;

    @Inject
    Pushing(Push push, PushQueue queue, @ConfigProperty(name = "im.push.call") boolean calls) {
        this.push = push;
        this.queue = queue;
        this.calls = calls;
    }

    void push(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        if (!calls) {
            queue.put(deliveries);
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
