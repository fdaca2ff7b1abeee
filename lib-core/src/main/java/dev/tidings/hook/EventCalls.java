package dev.tidings.hook;

import dev.tidings.message.Message;
import java.util.concurrent.CompletionStage;

/** Delivers one event, once. Whoever calls tries again. */
public interface EventCalls {
    /** Whether anybody wants to be told; what was left in the outbox before a hook was switched off is not delivered. */
    boolean tells(Hook hook);

    /** Whether anybody wants to be told that this message was accepted. */
    boolean tells(Message accepted);

    /** After so many attempts an event is given up; at least 1. */
    int attemptsMax();

    /**
     * Posts an event.
     *
     * @param attempt 1 for the first
     * @return completes when the business server has taken it, or fails with {@link HookFailure}, which may be a cause
     */
    CompletionStage<Void> tell(HookEvent event, int attempt);
}
