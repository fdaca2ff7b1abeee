package dev.tidings.hook;

import dev.tidings.message.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Delivers events by {@link HttpHooks}. */
@ApplicationScoped
class HttpEventCalls implements EventCalls {
    private final HookSettings settings;
    private final HttpHooks http;
    private final HookCounts counts;

    @Inject
    HttpEventCalls(HookSettings settings, HttpHooks http, HookCounts counts) {
        this.settings = settings;
        this.http = http;
        this.counts = counts;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected HttpEventCalls() {
        this(HookSettings.off(), null, null);
    }

    @Override
    public boolean tells(Hook hook) {
        return settings.rules().containsKey(hook);
    }

    @Override
    public boolean tells(Message accepted) {
        return tells(Hook.AFTER_SEND_SINGLE_MSG) && OutboxHooks.isAbout(settings, Hook.AFTER_SEND_SINGLE_MSG, accepted);
    }

    @Override
    public int attemptsMax() {
        return settings.eventAttempts();
    }

    @Override
    public CompletionStage<Void> tell(HookEvent event, int attempt) {
        HookRule rule = settings.rule(event.hook())
                .orElseThrow(() -> new IllegalStateException(event.hook().hookName() + " is off"));
        URI url = event.query().isEmpty() ? rule.url() : URI.create(rule.url() + "?" + event.query());
        CompletableFuture<HookAnswer> answer =
                http.post(new HookCall(url, event.id(), attempt, event.operationId(), event.body(), rule.timeout()));
        return answer.thenAccept(HookAnswer::requireDelivered)
                .whenComplete((done, failure) -> counts.count(event.hook(), outcome(failure)));
    }

    private static String outcome(@org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            return "ok";
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        Throwable known = failure instanceof HookFailure ? failure : cause;
        return known instanceof HookFailure it ? it.reason().name().toLowerCase(Locale.ROOT) : "unknown";
    }
}
