package dev.tidings.bench;

import java.util.concurrent.CompletableFuture;

/** One connected device. */
public interface Session {
    /** Sends a text; completes with the server's ack, exceptionally if it was refused or none came. */
    CompletableFuture<?> send(String to, String text);

    void close();

    /** Hears what the device gets. Called on a network thread; must not block. */
    interface Receiver {
        /** A message that belongs to the chat with this peer, own messages from other devices included. */
        void received(String text);

        /** The connection ended without being asked to. */
        void lost(String why);
    }
}
