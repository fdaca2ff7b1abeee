package dev.tidings.cluster;

import dev.tidings.cluster.proto.Changes;
import dev.tidings.cluster.proto.Snapshot;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What this node has told the others of its users. Not safe for use by several threads. */
final class OwnUsers {
    private final Map<UserId, List<OnlineDevice>> told = new HashMap<>();
    private long version;
    private long digest;

    long version() {
        return version;
    }

    long digest() {
        return digest;
    }

    /** The next step: these users as they are now. */
    Changes step(Collection<UserId> users, Presence sockets) {
        Map<UserId, List<OnlineDevice>> now = sockets.online(users);
        Changes.Builder changes = Changes.newBuilder().setVersion(++version);
        for (UserId user : users) {
            List<OnlineDevice> devices = now.getOrDefault(user, List.of());
            List<OnlineDevice> before = devices.isEmpty() ? told.remove(user) : told.put(user, devices);
            digest ^= Directory.digest(user, before == null ? List.of() : before) ^ Directory.digest(user, devices);
            changes.addUsers(Directory.wire(user, devices));
        }
        return changes.build();
    }

    Snapshot snapshot() {
        Snapshot.Builder snapshot = Snapshot.newBuilder().setVersion(version);
        told.forEach((user, devices) -> snapshot.addUsers(Directory.wire(user, devices)));
        return snapshot.build();
    }
}
