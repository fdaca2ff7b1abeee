package dev.tidings.push;

import dev.tidings.message.UserId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Has a say in whose sockets get a message; a business server for one. */
public interface OnlinePushCheck {
    /** Whether it has a say in anything at all. */
    boolean isOn();

    /** Whether it has a say in this one. */
    boolean concerns(Delivery delivery);

    /**
     * Decides about one message. It may be asked again about the same one.
     *
     * @return those of the receivers who are pushed it, the sender never among them; completes within {@link #patience}
     */
    CompletionStage<Set<UserId>> receivers(Delivery delivery);

    /** The longest that a decision takes. */
    Duration patience();
}
