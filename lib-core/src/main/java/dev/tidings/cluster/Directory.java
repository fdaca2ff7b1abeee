package dev.tidings.cluster;

import dev.tidings.cluster.proto.Changes;
import dev.tidings.cluster.proto.Device;
import dev.tidings.cluster.proto.Snapshot;
import dev.tidings.cluster.proto.UserDevices;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Who has what open on which other node, as those nodes told. Each node numbers its changes; what does not continue what is
 * known is refused, and the caller gets a snapshot then. Reading takes no lock.
 */
final class Directory {
    private final Map<NodeId, Known> nodes = new HashMap<>();
    private final Map<UserId, Map<NodeId, List<OnlineDevice>>> byUser = new ConcurrentHashMap<>();

    /** What is known of one node. The digest is of {@code users}. */
    private static final class Known {
        private final Map<UserId, List<OnlineDevice>> users = new HashMap<>();
        private long version;
        private long digest;
    }

    /**
     * What an announcement changed.
     *
     * @param arrived users with a socket that was not known before
     * @param changed users with other platforms than before
     */
    record Update(Set<UserId> arrived, Set<UserId> changed) {
        static final Update NOTHING = new Update(Set.of(), Set.of());
    }

    /** The devices of a user by node; empty if no other node has one. */
    Map<NodeId, List<OnlineDevice>> of(UserId user) {
        return byUser.getOrDefault(user, Map.of());
    }

    synchronized boolean agrees(NodeId node, long version, long digest) {
        Known known = nodes.get(node);
        return known == null ? version == 0 : known.version == version && known.digest == digest;
    }

    /** Takes one step with a node; empty if steps before it are missing. One that was taken already changes nothing. */
    synchronized Optional<Update> step(NodeId node, Changes changes) {
        Known known = nodes.computeIfAbsent(node, it -> new Known());
        if (changes.getVersion() <= known.version) {
            return Optional.of(Update.NOTHING);
        }
        if (changes.getVersion() != known.version + 1) {
            return Optional.empty();
        }
        Update update = new Update(new HashSet<>(), new HashSet<>());
        changes.getUsersList().forEach(it -> set(node, known, user(it), devices(it), update));
        known.version = changes.getVersion();
        return Optional.of(update);
    }

    /** Takes everything a node has; an older state than is known changes nothing. */
    synchronized Update replace(NodeId node, Snapshot snapshot) {
        Known known = nodes.computeIfAbsent(node, it -> new Known());
        if (snapshot.getVersion() < known.version) {
            return Update.NOTHING;
        }
        Update update = new Update(new HashSet<>(), new HashSet<>());
        Map<UserId, List<OnlineDevice>> users = snapshot.getUsersList().stream()
                .collect(Collectors.toMap(Directory::user, Directory::devices, (first, second) -> second));
        for (UserId gone : List.copyOf(known.users.keySet())) {
            if (!users.containsKey(gone)) {
                set(node, known, gone, List.of(), update);
            }
        }
        users.forEach((user, devices) -> set(node, known, user, devices, update));
        known.version = snapshot.getVersion();
        return update;
    }

    /** Forgets a node; says who had what open there. */
    synchronized Map<UserId, List<OnlineDevice>> drop(NodeId node) {
        Known known = nodes.remove(node);
        if (known == null) {
            return Map.of();
        }
        known.users.keySet().forEach(user -> put(user, node, List.of()));
        return known.users;
    }

    private void set(NodeId node, Known known, UserId user, List<OnlineDevice> devices, Update update) {
        List<OnlineDevice> before =
                devices.isEmpty() ? known.users.remove(user) : known.users.put(user, List.copyOf(devices));
        List<OnlineDevice> old = before == null ? List.of() : before;
        known.digest ^= digest(user, old) ^ digest(user, devices);
        put(user, node, devices);
        Set<String> connections = old.stream().map(OnlineDevice::connectionId).collect(Collectors.toUnmodifiableSet());
        if (!devices.stream().allMatch(it -> connections.contains(it.connectionId()))) {
            update.arrived.add(user);
        }
        if (!platforms(old).equals(platforms(devices))) {
            update.changed.add(user);
        }
    }

    private void put(UserId user, NodeId node, List<OnlineDevice> devices) {
        byUser.compute(user, (it, before) -> {
            Map<NodeId, List<OnlineDevice>> nodesNow = before == null ? new HashMap<>() : new HashMap<>(before);
            if (devices.isEmpty()) {
                nodesNow.remove(node);
            } else {
                nodesNow.put(node, devices);
            }
            return nodesNow.isEmpty() ? null : Map.copyOf(nodesNow);
        });
    }

    private static Set<Integer> platforms(Collection<OnlineDevice> devices) {
        return devices.stream().map(OnlineDevice::platformId).collect(Collectors.toUnmodifiableSet());
    }

    /** What both ends compute of the same state; 0 for a user with nothing. Two users' differ, whatever the order. */
    static long digest(UserId user, Collection<OnlineDevice> devices) {
        long sum = 0;
        for (OnlineDevice device : devices) {
            long one =
                    device.connectionId().hashCode() * 31L + device.platformId() * 2L + (device.background() ? 1 : 0);
            sum += mixed(one);
        }
        return devices.isEmpty() ? 0 : mixed(sum ^ mixed(user.value().hashCode()));
    }

    /** The finalizer of SplitMix64: near inputs give far outputs. */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static UserDevices wire(UserId user, Collection<OnlineDevice> devices) {
        UserDevices.Builder wire = UserDevices.newBuilder().setUser(user.value());
        devices.forEach(it -> wire.addDevices(Device.newBuilder()
                .setPlatform(it.platformId())
                .setConnection(it.connectionId())
                .setBackground(it.background())));
        return wire.build();
    }

    private static UserId user(UserDevices wire) {
        return new UserId(wire.getUser());
    }

    private static List<OnlineDevice> devices(UserDevices wire) {
        return wire.getDevicesList().stream()
                .map(it -> new OnlineDevice(it.getPlatform(), it.getConnection(), it.getBackground()))
                .toList();
    }
}
