package dev.tidings.msg;

import dev.tidings.hook.Lines;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Keeps what one sender sends in its order while the business server decides about each message: one line for each sender. */
@ApplicationScoped
class SenderLines {
    private final Lines<UserId> lines = new Lines<>();

    /** Whether something of this sender is still on its way to the queue. */
    boolean isWaiting(UserId sender) {
        return lines.isWaiting(sender);
    }

    /** See {@link Lines#join}. */
    <T, R> CompletionStage<R> join(UserId sender, CompletionStage<T> decision, Function<T, CompletionStage<R>> go) {
        return lines.join(sender, decision, go);
    }
}
