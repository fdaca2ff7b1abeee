package dev.tidings.gateway.socket;

import dev.tidings.presence.PresenceEvents;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.function.Consumer;

/** Tells whoever listens in other modules what happens to the sockets of this node. Nobody has to. */
@Dependent
class PresenceReports {
    private static final System.Logger LOG = System.getLogger(PresenceReports.class.getName());

    private final Iterable<PresenceEvents> events;

    @Inject
    PresenceReports(Instance<PresenceEvents> events) {
        this((Iterable<PresenceEvents>) events);
    }

    PresenceReports(Iterable<PresenceEvents> events) {
        this.events = events;
    }

    void online(Connection connection) {
        each(events, it -> it.online(connection.caller(), connection.device()));
    }

    void offline(Connection connection) {
        each(events, it -> it.offline(connection.caller(), connection.device()));
    }

    void kicked(Connection connection) {
        each(events, it -> it.kicked(connection.caller(), connection.device()));
    }

    /** A listener that breaks its promise must not keep a socket from coming or going. */
    private static <T> void each(Iterable<T> listeners, Consumer<T> report) {
        for (T listener : listeners) {
            try {
                report.accept(listener);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "IM-1207 somebody who listens to presence failed", e);
            }
        }
    }
}
