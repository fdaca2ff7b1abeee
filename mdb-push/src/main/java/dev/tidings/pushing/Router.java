package dev.tidings.pushing;

import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.push.LocalNode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the nodes that hold the audience's sockets and hands them the deliveries. The one way to a device, whoever asks. */
@Dependent
class Router {
    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final LocalNode here;

    @Inject
    Router(LocalNode here) {
        this.here = here;
    }

    void route(List<Delivery> deliveries) {
        Map<UserId, Set<Integer>> reached = here.deliver(deliveries);
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            for (Delivery delivery : deliveries) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "pushed operationID=" + delivery.message().operationId() + " serverMsgID="
                                + delivery.message().id() + " seq=" + delivery.seq() + " users="
                                + delivery.message().audience().stream()
                                        .filter(reached::containsKey)
                                        .toList());
            }
        }
    }
}
