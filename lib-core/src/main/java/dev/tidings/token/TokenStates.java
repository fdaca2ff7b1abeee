package dev.tidings.token;

import dev.tidings.fault.ImException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a token is still good, found out as cheaply as can be: this node's memory of the last half second, then the
 * memory that all nodes share, then the table. Whatever is emptied, the table knows; while the table is away, what is
 * remembered holds, since nothing can be revoked then.
 */
final class TokenStates {
    private static final System.Logger LOG = System.getLogger(TokenStates.class.getName());
    /** Of the second within which a revocation counts everywhere, the half; the rest is for the way. */
    private static final Duration LOCAL_LIFE = Duration.ofMillis(500);

    private static final int LOCAL_MAX = 20_000;
    /** How long a revocation that the shared memory missed can go unnoticed. */
    private static final Duration RECHECK = Duration.ofSeconds(30);
    /** How long the database can be away before tokens that are in use are not known any more. */
    private static final Duration SHARED_LIFE = Duration.ofHours(24);
    /** While the table is away, it is asked this often and not by everyone. */
    private static final Duration TABLE_PAUSE = Duration.ofSeconds(5);

    private final TokenTable table;
    private final TokenCache cache;
    private final Clock clock;
    private final Map<TokenId, TokenCache.Entry> local = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenId, TokenCache.Entry> eldest) {
            return size() > LOCAL_MAX;
        }
    };
    private volatile long tableAwayUntil;

    TokenStates(TokenTable table, TokenCache cache, Clock clock) {
        this.table = table;
        this.cache = cache;
        this.clock = clock;
    }

    TokenState of(TokenId id, long expiresAt) {
        long now = clock.millis();
        TokenState recent = locally(id, now);
        if (recent != null) {
            return recent;
        }
        TokenState state = shared(id, expiresAt, now);
        synchronized (local) {
            local.put(id, new TokenCache.Entry(state, now));
        }
        return state;
    }

    private @Nullable TokenState locally(TokenId id, long now) {
        synchronized (local) {
            TokenCache.Entry entry = local.get(id);
            return entry != null && isWithin(LOCAL_LIFE, entry.confirmedAt(), now) ? entry.state() : null;
        }
    }

    private TokenState shared(TokenId id, long expiresAt, long now) {
        TokenCache.Entry entry = remembered(id).orElse(null);
        if (entry == null) {
            return fromTable(id, expiresAt, now);
        }
        if (entry.state() == TokenState.KICKED || isWithin(RECHECK, entry.confirmedAt(), now) || now < tableAwayUntil) {
            return entry.state();
        }
        try {
            return fromTable(id, expiresAt, now);
        } catch (ImException e) {
            tableAwayUntil = now + TABLE_PAUSE.toMillis();
            LOG.log(Level.DEBUG, "the token table is away; what is remembered holds", e);
            return entry.state();
        }
    }

    private Optional<TokenCache.Entry> remembered(TokenId id) {
        try {
            return cache.find(id);
        } catch (ImException e) {
            LOG.log(Level.DEBUG, "the token cache is away; the table is asked", e);
            return Optional.empty();
        }
    }

    private TokenState fromTable(TokenId id, long expiresAt, long now) {
        TokenState state = table.find(id);
        if (state != TokenState.ABSENT) {
            confirm(id, state, expiresAt, now);
        }
        return state;
    }

    /** Lets all nodes know of a token that is new, so that its first use needs no database. */
    void added(Caller token) {
        confirm(token.token(), TokenState.NORMAL, token.expiresAt(), clock.millis());
    }

    private void confirm(TokenId id, TokenState state, long expiresAt, long now) {
        try {
            cache.confirm(id, new TokenCache.Entry(state, now), keep(expiresAt, now));
        } catch (ImException e) {
            LOG.log(Level.DEBUG, "the token cache is away; the table will be asked again", e);
        }
    }

    /** @throws ImException {@code UNAVAILABLE} if the other nodes may go on taking these tokens for up to 30 s */
    void kicked(List<Caller> tokens) {
        long now = clock.millis();
        synchronized (local) {
            tokens.forEach(t -> local.put(t.token(), new TokenCache.Entry(TokenState.KICKED, now)));
        }
        long latest = tokens.stream().mapToLong(Caller::expiresAt).max().orElse(now);
        cache.kick(tokens.stream().map(Caller::token).toList(), now, Duration.ofMillis(latest - now));
    }

    private static Duration keep(long expiresAt, long now) {
        return Duration.ofMillis(Math.min(SHARED_LIFE.toMillis(), expiresAt - now));
    }

    private static boolean isWithin(Duration life, long since, long now) {
        long age = now - since;
        return age >= 0 && age < life.toMillis();
    }
}
