package dev.tidings.gateway.socket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Makes the endpoint of each socket. */
@ApplicationScoped
class ChatSockets {
    private final Handshake handshake;
    private final FrameHandler frames;
    private final Lobby lobby;

    @Inject
    ChatSockets(Handshake handshake, FrameHandler frames, Lobby lobby) {
        this.handshake = handshake;
        this.frames = frames;
        this.lobby = lobby;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ChatSockets() {
        this(null, null, null);
    }

    /** For a socket that is about to open. */
    ChatSocket next() {
        return new ChatSocket(handshake, frames, lobby);
    }
}
