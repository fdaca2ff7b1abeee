package dev.tidings.gateway.socket;

import dev.tidings.msg.MessageService;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/**
 * Session beans for what comes with every frame. One that is injected as any other bean asks the container for a new reference in each
 * call, which costs more than the call does; an EJB reference is kept.
 */
@Dependent
@SuppressWarnings("NullAway.Init") // The container sets it.
class SessionBeans {
    @EJB
    private MessageService messages;

    @Produces
    @Referenced
    MessageService messages() {
        return messages;
    }
}
