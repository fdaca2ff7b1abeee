package dev.tidings.hook;

import dev.tidings.container.ThreadPools;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.HookFailure.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks through a {@link Gate} for each hook, and gives a hook that fails the effect that is configured for it. */
@ApplicationScoped
class AskingHooks implements BeforeHooks {
    private static final System.Logger LOG = System.getLogger(AskingHooks.class.getName());
    /** They prepare calls, read answers and go on with what was asked about; none waits for the business server. */
    private static final int THREADS = 8;

    private final HookSettings settings;
    private final HttpHooks http;
    private final HookCounts counts;
    private final Map<Hook, Gate> gates = new EnumMap<>(Hook.class);
    private @Nullable ExecutorService executor;

    @Inject
    AskingHooks(HookSettings settings, HttpHooks http, HookCounts counts, ThreadFactory threads) {
        this.settings = settings;
        this.http = http;
        this.counts = counts;
        if (settings.rules().keySet().stream().anyMatch(Hook::isQuestion)) {
            start(threads);
        }
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AskingHooks() {
        this.settings = HookSettings.off();
        this.http = null;
        this.counts = null;
    }

    private void start(ThreadFactory threads) {
        // The gates bound what can wait in the pool's queue.
        ExecutorService pool = ThreadPools.started(threads, "im-hook", THREADS);
        executor = pool;
        settings.rules().forEach((hook, rule) -> {
            if (hook.isQuestion()) {
                gates.put(hook, new Gate(hook, rule.timeout(), settings.concurrencyMax(), settings.waitingMax(), pool));
            }
        });
    }

    @Override
    public boolean asks(Hook hook) {
        return gates.containsKey(hook);
    }

    @Override
    public boolean asks(Hook hook, int contentType, String receiver) {
        return gates.containsKey(hook) && settings.isAbout(hook, contentType, receiver);
    }

    @Override
    public <T> CompletionStage<T> ask(Hook hook, Question question, Function<JsonObject, T> reading, T otherwise) {
        Gate gate = gates.get(hook);
        HookRule rule = settings.rule(hook).orElse(null);
        ExecutorService pool = executor;
        if (gate == null || rule == null || pool == null) {
            return CompletableFuture.completedFuture(otherwise);
        }
        String body = question.body().toString();
        return gate.pass(left -> http.post(new HookCall(
                                rule.url(),
                                question.id() + ":" + hook.hookName(),
                                1,
                                question.operationId(),
                                body,
                                left))
                        .thenApplyAsync(HookAnswer::json, pool))
                .handleAsync(
                        (answer, failure) -> failure == null
                                ? read(hook, question, answer, reading, otherwise)
                                : failed(hook, question, (HookFailure) unwrapped(failure), otherwise),
                        pool);
    }

    private <T> T read(Hook hook, Question question, JsonObject answer, Function<JsonObject, T> reading, T otherwise) {
        T read;
        try {
            HookAnswer.requireAllowed(answer);
            read = reading.apply(answer);
        } catch (RefusedByHook e) {
            counts.count(hook, "refused");
            throw e;
        } catch (HookFailure e) {
            return failed(hook, question, e, otherwise);
        } catch (ImException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return failed(hook, question, new HookFailure(Reason.REWRITE, e.detail(), e), otherwise);
        } catch (IllegalArgumentException | ClassCastException e) {
            return failed(
                    hook, question, new HookFailure(Reason.REWRITE, String.valueOf(e.getMessage()), e), otherwise);
        }
        counts.count(hook, "ok");
        return read;
    }

    private <T> T failed(Hook hook, Question question, HookFailure failure, T otherwise) {
        boolean closed = settings.rule(hook).map(HookRule::failsClosed).orElse(false);
        counts.count(hook, failure.reason().name().toLowerCase(Locale.ROOT));
        boolean notEvenMade = failure.reason() == Reason.CIRCUIT_OPEN || failure.reason() == Reason.OVERLOAD;
        // What was not called is told of by IM-3102 and the counter; a line for each message would be a flood.
        LOG.log(
                notEvenMade ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                () -> "IM-3101 " + hook.hookName() + " failed, so " + (closed ? "it refuses" : "it lets pass") + ": "
                        + failure.reason() + ", " + failure.getMessage() + ", operationID=" + question.operationId());
        if (closed) {
            throw new ImException(
                    ErrorCode.CALLBACK,
                    "the business server gave no valid answer (" + failure.reason() + "), try again later");
        }
        return otherwise;
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @PreDestroy
    void stop() {
        ExecutorService pool = executor;
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
