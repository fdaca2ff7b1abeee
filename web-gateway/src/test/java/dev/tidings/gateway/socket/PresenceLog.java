package dev.tidings.gateway.socket;

import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.PresenceEvents;
import dev.tidings.token.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a lobby tells the rest of the world. */
final class PresenceLog implements PresenceEvents {
    /** {@code online bob/5}, {@code kicked bob/5}, {@code logout bob/5} and so on. */
    final List<String> events = new ArrayList<>();
    /** Whose sockets the other nodes were told of, each time. */
    final List<UserId> announced = new ArrayList<>();

    Lobby lobby(Sockets sockets, OnlineStates states, int connections, int perUser, Duration silenceMax) {
        return new Lobby(
                sockets,
                states,
                announced::add,
                new PresenceReports(List.of(this)),
                connections,
                perUser,
                Duration.ofSeconds(20),
                silenceMax,
                Duration.ofMillis(100));
    }

    private void log(String what, Caller caller) {
        events.add(what + " " + caller.user() + "/" + caller.platformId());
    }

    @Override
    public void online(Caller caller, OnlineDevice device) {
        log("online", caller);
    }

    @Override
    public void offline(Caller caller, OnlineDevice device) {
        log("offline", caller);
    }

    @Override
    public void kicked(Caller caller, OnlineDevice device) {
        log("kicked", caller);
    }

    @Override
    public void lost(UserId user, OnlineDevice device) {
        events.add("lost " + user + "/" + device.platformId());
    }
}
