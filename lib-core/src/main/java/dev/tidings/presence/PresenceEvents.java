package dev.tidings.presence;

import dev.tidings.message.UserId;
import dev.tidings.token.Caller;

/**
 * Is told when a device comes, goes or is thrown out, on the node where it happens, or on another when that one is gone. Never
 * blocks and never throws.
 */
public interface PresenceEvents {
    void online(Caller caller, OnlineDevice device);

    void offline(Caller caller, OnlineDevice device);

    /** A login was ended by another login, by its revocation or by an administrator; {@link #offline} follows. */
    void kicked(Caller caller, OnlineDevice device);

    /**
     * A device's node is gone and cannot tell: one of those that are left does. When it is only out of reach, the device may
     * be there all the same; it is sent away when its node is back.
     */
    void lost(UserId user, OnlineDevice device);
}
