package dev.tidings.gateway.socket;

import java.time.Duration;

/** A lobby that nobody is in, for the tests of the REST API. */
public final class TestLobby {
    private TestLobby() {}

    public static Lobby empty() {
        Sockets sockets = new Sockets();
        return new PresenceLog().lobby(sockets, new OnlineStates(sockets), 10, 10, Duration.ofHours(1));
    }
}
