package dev.tidings.token;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;

/** Tokens that carry who they are for and are good as long as the table says so. */
final class JwtTokens implements Tokens {
    private static final System.Logger LOG = System.getLogger(JwtTokens.class.getName());
    private static final int PLATFORM_MAX = 11;
    /** A business server that asks for a new one before each call must not fill the table. */
    private static final int ADMIN_TOKENS_MAX = 1000;
    /** Expired rows are swept in passing: this many at once, this often. */
    private static final int SWEEP_ROWS = 1000;

    private static final int RECHECK_ROWS = 500;
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

    private final TokenSettings settings;
    private final Jwts jwts;
    private final TokenTable table;
    private final TokenStates states;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong nextSweep = new AtomicLong();

    JwtTokens(TokenSettings settings, TokenTable table, TokenCache cache, Clock clock) {
        this.settings = settings;
        this.jwts = new Jwts(settings.signingKey());
        this.table = table;
        this.states = new TokenStates(table, cache, clock);
        this.clock = clock;
    }

    @Override
    public IssuedToken issue(UserId user, int platformId, Duration validity) {
        if (platformId < 1 || platformId > PLATFORM_MAX || platformId == Caller.ADMIN_PLATFORM) {
            throw new ImException(ErrorCode.ARGS, "platformID is 1 to " + PLATFORM_MAX + " and not 10");
        }
        return issue(
                user,
                platformId,
                validity,
                older -> settings.policy().kicks(platformId, older),
                settings.perPlatformMax());
    }

    @Override
    public IssuedToken issueAdmin(String secret, UserId user, Duration validity) {
        if (!settings.isAdminSecret(secret) || !settings.admin().equals(user)) {
            throw new ImException(ErrorCode.NO_PERMISSION, "secret or userID is not the admin's");
        }
        return issue(user, Caller.ADMIN_PLATFORM, validity, older -> false, ADMIN_TOKENS_MAX);
    }

    private IssuedToken issue(UserId user, int platformId, Duration validity, IntPredicate kicked, int perPlatformMax) {
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(VALIDITY_MAX) > 0) {
            throw new ImException(ErrorCode.ARGS, "a token is valid for 1 s to " + VALIDITY_MAX.toDays() + " days");
        }
        sweep();
        long now = clock.millis();
        // The claim counts in whole seconds.
        long expiresAt =
                clock.instant().plus(validity).truncatedTo(ChronoUnit.SECONDS).toEpochMilli();
        Caller caller = new Caller(user, platformId, newId(), expiresAt);
        IssuedToken issued = new IssuedToken(
                jwts.encode(caller, clock.instant()), caller, table.add(caller, now, kicked, perPlatformMax));
        states.added(caller);
        try {
            states.kicked(issued.kicked());
        } catch (ImException e) {
            LOG.log(Level.WARNING, "IM-2404 the token cache is away: kicked tokens may be taken for up to 30 s", e);
        }
        return issued;
    }

    @Override
    public Caller verify(String token) {
        Caller caller = jwts.decode(token, clock.instant());
        return switch (states.of(caller.token(), caller.expiresAt())) {
            case NORMAL -> caller;
            case KICKED -> throw new ImException(ErrorCode.TOKEN_KICKED, "another login or an admin ended this token");
            case ABSENT -> throw new ImException(ErrorCode.TOKEN_NOT_EXIST, "the token is not known");
        };
    }

    @Override
    public List<Caller> revoke(UserId user, int platformId) {
        List<Caller> kicked = table.kick(user, platformId, clock.millis());
        states.kicked(kicked);
        return kicked;
    }

    @Override
    public List<Caller> revokedAmong(List<Caller> tokens) {
        List<Caller> revoked = new ArrayList<>();
        for (List<Caller> some : Chunks.of(tokens, RECHECK_ROWS)) {
            Set<TokenId> normal =
                    table.normalAmong(some.stream().map(Caller::token).toList());
            some.stream().filter(it -> !normal.contains(it.token())).forEach(revoked::add);
        }
        return revoked;
    }

    private void sweep() {
        long now = clock.millis();
        long due = nextSweep.get();
        if (now < due || !nextSweep.compareAndSet(due, now + SWEEP_EVERY.toMillis())) {
            return;
        }
        try {
            int removed = table.removeExpired(now, SWEEP_ROWS);
            LOG.log(Level.DEBUG, () -> "removed " + removed + " expired tokens");
        } catch (ImException e) {
            LOG.log(Level.DEBUG, "the next login sweeps", e);
        }
    }

    private TokenId newId() {
        byte[] bytes = new byte[TokenId.LENGTH / 2];
        random.nextBytes(bytes);
        return new TokenId(HexFormat.of().formatHex(bytes));
    }
}
