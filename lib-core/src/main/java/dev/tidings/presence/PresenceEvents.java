package dev.tidings.presence;

import dev.tidings.token.Caller;

/** Is told when a device comes, goes or is thrown out, on the node where it happens. Never blocks and never throws. */
public interface PresenceEvents {
    void online(Caller caller, OnlineDevice device);

    void offline(Caller caller, OnlineDevice device);

    /** A login was ended by another login, by its revocation or by an administrator; {@link #offline} follows. */
    void kicked(Caller caller, OnlineDevice device);
}
