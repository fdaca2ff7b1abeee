package dev.tidings.gateway.socket;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Proxy;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

/**
 * Takes Tyrus' idle timers away. {@link Lobby} knows who is silent, yet Tyrus sets a timer anew with every frame, in and
 * out and whatever {@code setMaxIdleTimeout} says, and Payara's scheduler looks for context providers in every jar of the
 * application each time: together a quarter of what a message cost the whole server. There is no setting for it, so the
 * session is given a scheduler that does nothing; if a session has no such field, all stays as it is.
 */
final class IdleTimers {
    private static final System.Logger LOG = System.getLogger(IdleTimers.class.getName());
    private static final String FIELD = "service";

    private static final ScheduledFuture<?> NEVER = nothing(ScheduledFuture.class);
    private static final ScheduledExecutorService NO_TIMERS = nothing(ScheduledExecutorService.class);

    private IdleTimers() {}

    static void switchOff(Session session) {
        try {
            Field scheduler = session.getClass().getDeclaredField(FIELD);
            if (scheduler.getType() == ScheduledExecutorService.class) {
                scheduler.setAccessible(true);
                scheduler.set(session, NO_TIMERS);
            }
        } catch (NoSuchFieldException | IllegalAccessException | InaccessibleObjectException e) {
            LOG.log(System.Logger.Level.DEBUG, "the container's idle timers stay on, which costs time per frame", e);
        }
        // Cancels the timer that was set already. It sets another, so it comes last: then that one is none.
        session.setMaxIdleTimeout(0);
    }

    /** Timers that are set never ring, and can be cancelled. */
    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                IdleTimers.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getReturnType() == boolean.class) {
                        return false;
                    }
                    return method.getReturnType() == ScheduledFuture.class ? NEVER : null;
                }));
    }
}
