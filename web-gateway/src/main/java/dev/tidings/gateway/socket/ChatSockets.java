package dev.tidings.gateway.socket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Makes the endpoint of each socket. */
@ApplicationScoped
class ChatSockets {
    private final FrameHandler frames;
    private final Lobby lobby;

    @Inject
    ChatSockets(FrameHandler frames, Lobby lobby) {
        this.frames = frames;
        this.lobby = lobby;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ChatSockets() {
        this(null, null);
    }

    /** For a socket that is about to open. */
    ChatSocket next() {
        return new ChatSocket(frames, lobby);
    }
}
