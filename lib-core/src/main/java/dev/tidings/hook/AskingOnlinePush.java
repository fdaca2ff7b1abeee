package dev.tidings.hook;

import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.push.OnlinePushCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Has the business server decide which receivers are pushed a message. No thread waits for its answer. */
@ApplicationScoped
class AskingOnlinePush implements OnlinePushCheck {
    private static final Hook HOOK = Hook.BEFORE_ONLINE_PUSH;

    private final BeforeHooks hooks;
    private final HookSettings settings;

    @Inject
    AskingOnlinePush(BeforeHooks hooks, HookSettings settings) {
        this.hooks = hooks;
        this.settings = settings;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AskingOnlinePush() {
        this(null, null);
    }

    @Override
    public boolean isOn() {
        return hooks.asks(HOOK);
    }

    @Override
    public boolean concerns(Delivery delivery) {
        Message message = delivery.message();
        return others(message).stream().anyMatch(user -> hooks.asks(HOOK, message.contentType(), user.value()));
    }

    @Override
    public CompletionStage<Set<UserId>> receivers(Delivery delivery) {
        Message message = delivery.message();
        Set<UserId> others = others(message);
        List<String> users = others.stream().map(UserId::value).sorted().toList();
        Question question = new Question(
                message.id().value(),
                message.operationId(),
                MessageBodies.push(HOOK, Events.data(message), users, message.operationId()));
        return hooks.ask(HOOK, question, answer -> PushedUsers.of(others, answer), others)
                .exceptionallyCompose(failure -> isRefusal(failure)
                        ? CompletableFuture.completedFuture(Set.of())
                        : CompletableFuture.failedFuture(failure));
    }

    /** By the business server's word, or because it gave none and is to be heard. */
    private static boolean isRefusal(Throwable failure) {
        return (failure instanceof CompletionException ? failure.getCause() : failure) instanceof ImException;
    }

    private static Set<UserId> others(Message message) {
        Set<UserId> others = new LinkedHashSet<>(message.receivers());
        others.remove(message.sender());
        return others;
    }

    @Override
    public Duration patience() {
        return settings.rule(HOOK).map(HookRule::timeout).orElse(Duration.ZERO);
    }
}
