package dev.tidings.pushing;

import dev.tidings.push.Delivery;
import dev.tidings.push.Push;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;

/** The door for the transfer module's call. */
@Stateless
@Local(Push.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PushModule implements Push {
    private final OnlinePushing pushing;

    @Inject
    public PushModule(OnlinePushing pushing) {
        this.pushing = pushing;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected PushModule() {
        this(null);
    }

    @Override
    public void push(List<Delivery> deliveries) {
        pushing.push(deliveries);
    }
}
