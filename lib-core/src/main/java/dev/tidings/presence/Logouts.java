package dev.tidings.presence;

import dev.tidings.token.Caller;

/** Is told when somebody logs out on a device: it is not to be told of anything any more. The token stays good. */
public interface Logouts {
    void loggedOut(Caller caller);
}
