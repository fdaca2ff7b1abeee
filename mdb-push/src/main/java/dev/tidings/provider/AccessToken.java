package dev.tidings.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An access token that is fetched when it is needed, once for everyone who waits for it, and again before it ends. */
final class AccessToken {
    /** Before it ends: what is under way still has to arrive. */
    private static final Duration EARLY = Duration.ofMinutes(1);

    /** @param until it is good */
    record Granted(String token, Instant until) {}

    private final Supplier<CompletableFuture<Granted>> fetch;
    private final Clock clock;
    private @Nullable CompletableFuture<Granted> current;

    /** @param fetch completes exceptionally if there is none to be had */
    AccessToken(Supplier<CompletableFuture<Granted>> fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /**
     * Makes a request with the token, and once more with a new one if it is not accepted any more.
     *
     * @param rejected whether the provider does not know the token
     */
    CompletableFuture<Http.Reply> using(
            Function<String, CompletableFuture<Http.Reply>> request, Function<Http.Reply, Boolean> rejected) {
        return get().thenCompose(first -> request.apply(first.token()).thenCompose(reply -> {
            if (!rejected.apply(reply)) {
                return CompletableFuture.completedFuture(reply);
            }
            forget(first);
            return get().thenCompose(second -> request.apply(second.token()));
        }));
    }

    private synchronized CompletableFuture<Granted> get() {
        CompletableFuture<Granted> known = current;
        if (known == null || known.isCompletedExceptionally() || isOver(known)) {
            known = fetch.get();
            current = known;
        }
        return known;
    }

    private boolean isOver(CompletableFuture<Granted> known) {
        Granted granted = known.getNow(null);
        return granted != null && !clock.instant().isBefore(granted.until().minus(EARLY));
    }

    private synchronized void forget(Granted refused) {
        CompletableFuture<Granted> known = current;
        if (known != null && refused.equals(known.getNow(null))) {
            current = null;
        }
    }
}
