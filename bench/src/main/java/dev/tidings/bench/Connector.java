package dev.tidings.bench;

import java.util.concurrent.CompletableFuture;

/** How a device gets to its server. */
@FunctionalInterface
public interface Connector {
    /**
     * Opens one device of a user who is known.
     *
     * @param device 1 or 2
     */
    CompletableFuture<Session> connect(String user, int device, Session.Receiver receiver);
}
