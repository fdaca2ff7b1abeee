package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.offline.DeviceTokens;
import dev.tidings.push.Kicks;
import dev.tidings.rate.RateLimits;
import dev.tidings.token.Caller;
import dev.tidings.token.IssuedToken;
import dev.tidings.token.Tokens;
import dev.tidings.user.Users;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Logs users in and out. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuthService {
    private final Users users;
    private final Tokens tokens;
    private final Kicks kicks;
    private final DeviceTokens devices;
    private final RateLimits limits;
    private final Duration validity;

    /** @param validity of every token, user's and admin's: {@code im.auth.token-validity} */
    @Inject
    public AuthService(
            Users users,
            Tokens tokens,
            Kicks kicks,
            DeviceTokens devices,
            RateLimits limits,
            @ConfigProperty(name = "im.auth.token-validity") Duration validity) {
        this.users = users;
        this.tokens = tokens;
        this.kicks = kicks;
        this.devices = devices;
        this.limits = limits;
        this.validity = validity;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected AuthService() {
        this(null, null, null, null, null, null);
    }

    /** How long a token is good when it is new. */
    public Duration validity() {
        return validity;
    }

    /**
     * A token for the business server.
     *
     * @param address where the request comes from: whoever guesses from there too often is not listened to for a while
     * @throws ImException {@code NO_PERMISSION} if the secret or the user is not the admin's; {@code TOO_MANY_REQUESTS}
     */
    public IssuedToken adminToken(String secret, UserId admin, String address) {
        return limits.guess(RateLimits.Kind.WRONG_SECRETS, address, () -> tokens.issueAdmin(secret, admin, validity));
    }

    /**
     * A token for a user's device. Older logins that the multi-login policy does not let live beside it are ended, and
     * their sockets closed.
     *
     * @param platformId 1 to 11 without 10
     * @throws ImException {@code ARGS} for another platform; {@code USER_ID_NOT_FOUND}
     */
    public IssuedToken userToken(UserId user, int platformId) {
        if (!users.existing(List.of(user)).contains(user)) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "there is no user " + user);
        }
        IssuedToken issued = tokens.issue(user, platformId, validity);
        kicks.kick(issued.kicked());
        return issued;
    }

    /**
     * Whom a token speaks for.
     *
     * @throws ImException one of the {@code TOKEN_} codes, or {@code UNAVAILABLE}; see {@link Tokens#verify}
     */
    public Caller verify(String token) {
        return tokens.verify(token);
    }

    /**
     * Ends every login of a user on one platform, closes the sockets, and tells its devices of nothing any more; repeating it is
     * harmless.
     */
    public void forceLogout(UserId user, int platformId) {
        kicks.kick(tokens.revoke(user, platformId));
        devices.remove(user, platformId);
    }
}
