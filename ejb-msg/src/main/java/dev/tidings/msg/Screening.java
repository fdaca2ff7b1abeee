package dev.tidings.msg;

import dev.tidings.hook.BeforeHooks;
import dev.tidings.hook.Decisions;
import dev.tidings.hook.Hook;
import dev.tidings.hook.MessageBodies;
import dev.tidings.hook.Question;
import dev.tidings.message.MessageId;
import dev.tidings.omtp.proto.MsgData;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Has the business server decide about a message before anybody else sees it: whether it may be sent, and in which form. What
 * was let through is remembered, so that a sender who repeats it gets the same, whatever would be answered now.
 */
@Dependent
class Screening {
    private static final System.Logger LOG = System.getLogger(Screening.class.getName());

    private final BeforeHooks hooks;
    private final Decisions decisions;
    private final Clock clock;
    private final boolean mayChangeReceiver;

    @Inject
    Screening(
            BeforeHooks hooks,
            Decisions decisions,
            Clock clock,
            @ConfigProperty(name = "im.hook.modify-receiver") boolean mayChangeReceiver) {
        this.hooks = hooks;
        this.decisions = decisions;
        this.clock = clock;
        this.mayChangeReceiver = mayChangeReceiver;
    }

    /** Whether anybody is to be asked about this message. */
    boolean concerns(Cleared message) {
        return concerns(Hook.BEFORE_SEND_SINGLE_MSG, message) || concerns(Hook.BEFORE_MSG_MODIFY, message);
    }

    private boolean concerns(Hook hook, Cleared message) {
        MsgData data = message.draft().data();
        return hooks.asks(hook, data.getContentType(), data.getRecvID())
                && message.conversation().value().startsWith("si_");
    }

    /**
     * Asks, unless this message was let through before.
     *
     * @param clear applies the rules to a rewritten draft
     * @return what may be sent; fails with what the sender is to be told
     */
    CompletionStage<Cleared> screen(Cleared message, Function<Draft, Cleared> clear) {
        MessageId id = new MessageId(message.draft().data().getServerMsgID());
        return find(id, message)
                .thenCompose(earlier -> earlier.isPresent()
                        ? CompletableFuture.completedFuture(decided(message, earlier.get(), clear))
                        : askAbout(id, message, clear));
    }

    private CompletionStage<Cleared> askAbout(MessageId id, Cleared message, Function<Draft, Cleared> clear) {
        return ask(Hook.BEFORE_SEND_SINGLE_MSG, message, answer -> message)
                .thenCompose(
                        allowed -> ask(Hook.BEFORE_MSG_MODIFY, allowed, answer -> rewritten(allowed, answer, clear)))
                .thenCompose(allowed -> first(id, message, allowed))
                .thenApply(decision -> decided(message, decision, clear))
                .exceptionallyCompose(refusal ->
                        // Another try of the same message may have been let through in the meantime.
                        find(id, message)
                                .thenCompose(it -> it.isPresent()
                                        ? CompletableFuture.completedFuture(decided(message, it.get(), clear))
                                        : CompletableFuture.failedStage(refusal)));
    }

    private CompletionStage<Cleared> ask(Hook hook, Cleared message, Function<JsonObject, Cleared> reading) {
        if (!concerns(hook, message)) {
            return CompletableFuture.completedFuture(message);
        }
        MsgData data = message.draft().data();
        MsgData asked = data.getSendTime() > 0
                ? data
                : data.toBuilder().setSendTime(clock.millis()).build();
        String operationId = message.draft().operationId();
        Question question =
                new Question(data.getServerMsgID(), operationId, MessageBodies.single(hook, asked, operationId));
        return hooks.ask(hook, question, reading, message);
    }

    private Cleared rewritten(Cleared message, JsonObject answer, Function<Draft, Cleared> clear) {
        MsgData data = Rewriting.apply(answer, message.draft().data());
        if (data.equals(message.draft().data())) {
            return message;
        }
        Cleared rewritten = clear.apply(message.draft().with(data));
        if (!rewritten.conversation().equals(message.conversation())
                && !(mayChangeReceiver && rewritten.conversation().value().startsWith("si_"))) {
            throw new IllegalArgumentException("the message may not be moved to another conversation");
        }
        return rewritten;
    }

    private CompletionStage<Decision> first(MessageId id, Cleared asked, Cleared allowed) {
        MsgData data = asked.draft().data();
        Decision own = Decision.of(data, allowed.draft().data());
        return decisions
                .first(id, own.bytes())
                .thenApply(Decision::kept)
                .thenApply(first -> first.isAbout(data) ? first : own)
                .exceptionally(failure -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "IM-3108 a decision is not kept, a retry is decided anew",
                            failure);
                    return own;
                });
    }

    private CompletionStage<Optional<Decision>> find(MessageId id, Cleared asked) {
        return decisions
                .find(id)
                .thenApply(kept -> kept.map(Decision::kept)
                        .filter(it -> it.isAbout(asked.draft().data())))
                .exceptionally(failure -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "IM-3108 earlier decisions are not known, a retry is decided anew",
                            failure);
                    return Optional.empty();
                });
    }

    private static Cleared decided(Cleared asked, Decision decision, Function<Draft, Cleared> clear) {
        return decision.rewritten()
                .map(form -> clear.apply(asked.draft().with(form)))
                .orElse(asked);
    }
}
