package dev.tidings.offline;

import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;

/**
 * Which devices can be reached through which provider. Every method throws {@link dev.tidings.fault.ImException}
 * {@code UNAVAILABLE} if the database is away.
 */
public interface DeviceTokens {
    /** How many users one question may be about. */
    int MAX = 10_000;

    /**
     * Registers a device. Its token is taken from whoever had it before: the app has another user now. Of the user's older
     * tokens for this platform and provider only the newest stay, as many as there may be logins of the platform.
     *
     * @param now ms since epoch
     * @param expiresAt ms since epoch, from when on it is not used any more
     */
    void put(Device device, long now, long expiresAt);

    /**
     * The devices of these users, in no order.
     *
     * @param users at most {@value #MAX}
     * @param now ms since epoch; what has expired by then is left out
     */
    List<Device> of(Collection<UserId> users, long now);

    /** Forgets a token: its provider says that it leads nowhere. */
    void remove(ProviderName provider, String token);

    /** Forgets a user's tokens for a platform: he logged out there. */
    void remove(UserId user, int platformId);
}
