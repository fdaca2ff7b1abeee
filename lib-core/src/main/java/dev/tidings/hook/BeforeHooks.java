package dev.tidings.hook;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.json.JsonObject;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks the business server before something is done. A server that hangs costs each asker at most the hook's timeout, and
 * nobody else anything: no thread waits for an answer.
 */
public interface BeforeHooks {
    /** Whether this hook is asked at all. */
    boolean asks(Hook hook);

    /** Whether this hook is asked about a message of this type for this user. Notifications and typing are nobody's business. */
    boolean asks(Hook hook, int contentType, String receiver);

    /**
     * Asks. A hook that fails, by being late, away or unintelligible, has the effect that is configured for it: the asker goes
     * on with {@code otherwise} or is refused.
     *
     * @param reading makes of an answer that does not refuse what to go on with; an {@link ImException} or
     *     {@link IllegalArgumentException} in it means that the answer asks for what it may not, which is a failure of the
     *     hook like any other, but {@link ErrorCode#UNAVAILABLE} is passed on
     * @return completes within the hook's timeout, on a thread that may be kept busy for some ms; or fails with
     *     {@link RefusedByHook}, or with {@link ErrorCode#CALLBACK} when the hook failed and is to refuse then
     */
    <T> CompletionStage<T> ask(Hook hook, Question question, Function<JsonObject, T> reading, T otherwise);
}
