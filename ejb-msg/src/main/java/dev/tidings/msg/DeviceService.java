package dev.tidings.msg;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.offline.Badges;
import dev.tidings.offline.Device;
import dev.tidings.offline.DeviceTokens;
import dev.tidings.user.Users;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The devices that push providers can reach, and the number on their apps' icons. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeviceService {
    /** The longest a token is used without being registered again: apps do that at each start. */
    private static final Duration VALIDITY_MAX = Duration.ofDays(270);
    /** Seconds since epoch are above this; a number of seconds that a token is good for is below. */
    private static final long EPOCH_SECONDS = 1_000_000_000L;

    private static final long EPOCH_MILLIS = EPOCH_SECONDS * 1000;

    private final DeviceTokens tokens;
    private final Badges badges;
    private final Users users;
    private final Clock clock;

    @Inject
    public DeviceService(DeviceTokens tokens, Badges badges, Users users, Clock clock) {
        this.tokens = tokens;
        this.badges = badges;
        this.users = users;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected DeviceService() {
        this(null, null, null, null);
    }

    /**
     * Registers a device for offline push; repeating it is harmless.
     *
     * @param expireTime for how many seconds it is good, or until when in seconds or ms since epoch; 0 for as long as
     *     possible, which is 270 days
     * @throws ImException {@code ARGS} if it is over; {@code USER_ID_NOT_FOUND}
     */
    public void register(Device device, long expireTime) {
        requireUser(device.user());
        long now = clock.millis();
        long expiresAt = expiresAt(expireTime, now);
        if (expiresAt <= now) {
            throw new ImException(ErrorCode.ARGS, "expireTime is over");
        }
        tokens.put(device, now, Math.min(expiresAt, now + VALIDITY_MAX.toMillis()));
    }

    private static long expiresAt(long expireTime, long now) {
        if (expireTime == 0) {
            return Long.MAX_VALUE;
        }
        if (expireTime >= EPOCH_MILLIS) {
            return expireTime;
        }
        return expireTime >= EPOCH_SECONDS ? expireTime * 1000 : now + expireTime * 1000;
    }

    /** A device of this platform is logged out and is not to be told of anything any more. */
    public void forget(UserId user, int platformId) {
        tokens.remove(user, platformId);
    }

    /**
     * The app says how many messages are unread; what is pushed counts on from there.
     *
     * @throws ImException {@code ARGS} if the number is negative; {@code USER_ID_NOT_FOUND}
     */
    public void badge(UserId user, int unread) {
        if (unread < 0) {
            throw new ImException(ErrorCode.ARGS, "appUnreadCount is negative");
        }
        requireUser(user);
        badges.set(user, unread);
    }

    private void requireUser(UserId user) {
        if (!users.existing(List.of(user)).contains(user)) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "there is no user " + user);
        }
    }
}
