package dev.tidings.rate;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How often each caller may ask this node. Counted in memory and for each node by itself: a limit is to keep one caller from
 * taking everybody's share of a node, not to count exactly.
 */
@ApplicationScoped
public class RateLimits {
    /** A bucket is some hundred bytes; someone who was quiet while so many others asked has a full one anyway. */
    private static final int CALLERS_MAX = 100_000;

    /** What is limited, each by itself. */
    public enum Kind {
        /** REST calls with a user's token. */
        CLIENT_REQUESTS("im.rate.client-requests", "requests"),
        /** REST calls with an admin's token. */
        ADMIN_REQUESTS("im.rate.admin-requests", "requests"),
        /** Messages that a user's devices send over WebSocket. */
        CLIENT_SENDS("im.rate.client-sends", "messages"),
        /** Guesses at the admin's secret from one address. */
        WRONG_SECRETS("im.rate.wrong-secrets", "wrong secrets");

        /** The configuration key of the rate. */
        private final String key;

        private final String what;

        Kind(String key, String what) {
            this.key = key;
            this.what = what;
        }
    }

    private final Map<Kind, Buckets> buckets = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> rates = new EnumMap<>(Kind.class);

    @Inject
    RateLimits(
            Clock clock,
            @ConfigProperty(name = "im.rate.client-requests") int clientRequests,
            @ConfigProperty(name = "im.rate.client-requests-burst") int clientRequestsBurst,
            @ConfigProperty(name = "im.rate.admin-requests") int adminRequests,
            @ConfigProperty(name = "im.rate.admin-requests-burst") int adminRequestsBurst,
            @ConfigProperty(name = "im.rate.client-sends") int clientSends,
            @ConfigProperty(name = "im.rate.client-sends-burst") int clientSendsBurst,
            @ConfigProperty(name = "im.rate.wrong-secrets") int wrongSecrets,
            @ConfigProperty(name = "im.rate.wrong-secrets-burst") int wrongSecretsBurst) {
        limit(Kind.CLIENT_REQUESTS, clientRequests, clientRequestsBurst, clock);
        limit(Kind.ADMIN_REQUESTS, adminRequests, adminRequestsBurst, clock);
        limit(Kind.CLIENT_SENDS, clientSends, clientSendsBurst, clock);
        limit(Kind.WRONG_SECRETS, wrongSecrets, wrongSecretsBurst, clock);
    }

    /** For the container's proxy. */
    protected RateLimits() {}

    private void limit(Kind kind, int perSecond, int burst, Clock clock) {
        rates.put(kind, perSecond);
        buckets.put(kind, new Buckets(perSecond, burst, clock, CALLERS_MAX));
    }

    /** For tests: the same rate and burst for every kind. */
    public static RateLimits of(int perSecond, int burst, Clock clock) {
        RateLimits limits = new RateLimits();
        for (Kind kind : Kind.values()) {
            limits.limit(kind, perSecond, burst, clock);
        }
        return limits;
    }

    /**
     * Counts a call.
     *
     * @throws ImException {@code TOO_MANY_REQUESTS} if the caller has made more than he may; nothing was done then
     */
    public void admit(Kind kind, UserId caller) {
        require(kind, buckets(kind).take(caller.value()));
    }

    /**
     * Lets somebody try whether he knows something; only trials that fail with {@code NO_PERMISSION} are counted, so who knows
     * it is not kept from asking.
     *
     * @throws ImException {@code TOO_MANY_REQUESTS} if the caller was wrong more often than he may; nothing was tried then
     */
    public <T> T guess(Kind kind, String caller, Supplier<T> trial) {
        require(kind, buckets(kind).untilNext(caller));
        try {
            return trial.get();
        } catch (ImException e) {
            if (e.code() == ErrorCode.NO_PERMISSION) {
                buckets(kind).take(caller);
            }
            throw e;
        }
    }

    private Buckets buckets(Kind kind) {
        Buckets kept = buckets.get(kind);
        if (kept == null) {
            throw new IllegalStateException("the container has not started this bean");
        }
        return kept;
    }

    private void require(Kind kind, Duration wait) {
        if (!wait.isZero()) {
            throw new ImException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "more than " + rates.get(kind) + " " + kind.what + " a second; try again in " + wait.toMillis()
                            + " ms, or have " + kind.key + " raised");
        }
    }
}
