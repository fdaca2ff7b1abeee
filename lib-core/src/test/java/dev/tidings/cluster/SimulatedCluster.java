package dev.tidings.cluster;

import dev.tidings.token.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * Nodes on a network that loses, delays and reorders what is sent, in a time that passes as the test says. Nodes can be killed,
 * stopped for a while and cut off from each other. The same seed gives the same run.
 */
final class SimulatedCluster {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private record Event(long at, long order, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    final Random random;
    final Map<NodeId, Machine> machines = new LinkedHashMap<>();
    /** Which tokens the table says are revoked. */
    final List<Caller> revoked = new ArrayList<>();
    /** Of 100 letters. */
    int lost;
    /** Milliseconds that a letter takes at most. */
    int delayMax = 1;
    /** Letters that were sent, by whether they were to one node. */
    int toOne;

    int toAll;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now = 1_000_000_000_000L;
    private long order;

    SimulatedCluster(long seed) {
        this.random = new Random(seed);
    }

    long now() {
        return now;
    }

    void after(long millis, Runnable task) {
        events.add(new Event(now + millis * 1_000_000, order++, task));
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event next = events.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    Machine start() {
        return start(SECRET);
    }

    Machine start(String secret) {
        Machine machine = new Machine(secret);
        machines.put(machine.node.self(), machine);
        machine.node.open();
        machine.tick();
        machines.values().forEach(it -> {
            if (it != machine && it.group == machine.group) {
                it.atWork(it.listener::joined, 5);
                machine.atWork(machine.listener::joined, 5);
            }
        });
        return machine;
    }

    List<Machine> alive() {
        return machines.values().stream().filter(it -> it.alive).toList();
    }

    /** As {@code kill -9}; the others' data grid notices after this time. */
    void kill(Machine machine, long noticedAfterMillis) {
        machine.alive = false;
        leaves(machine, noticedAfterMillis);
    }

    private void leaves(Machine machine, long noticedAfterMillis) {
        alive().stream()
                .filter(it -> it != machine)
                .forEach(it -> it.atWork(() -> it.listener.left(machine.sender), noticedAfterMillis));
    }

    /** Cuts one node off, or several that are given the same group; the data grid notices after this time. */
    void cut(Machine machine, int group, long noticedAfterMillis) {
        machine.group = group;
        for (Machine other : alive()) {
            if (other.group != group) {
                other.atWork(
                        () -> {
                            if (other.group != machine.group) {
                                other.listener.left(machine.sender);
                            }
                        },
                        noticedAfterMillis);
                machine.atWork(
                        () -> {
                            if (other.group != machine.group) {
                                machine.listener.left(other.sender);
                            }
                        },
                        noticedAfterMillis);
            }
        }
    }

    void heal() {
        alive().forEach(it -> {
            it.group = 0;
            it.atWork(it.listener::joined, 50);
        });
    }

    /** One node and what it runs on. */
    final class Machine implements Grid {
        final FakeSockets sockets = new FakeSockets();
        final ClusterNode node;
        /** Devices of nodes that are gone, as this one tells of them. */
        final List<String> toldOf = new ArrayList<>();

        final String sender = "member-" + machines.size();
        boolean alive = true;
        int group;
        private boolean stopped;
        private final List<Runnable> waiting = new ArrayList<>();
        private Listener listener;

        @SuppressWarnings("NullAway") // The listener is set by open, which comes right after.
        private Machine(String secret) {
            byte[] id = new byte[16];
            random.nextBytes(id);
            Executor soon = task -> atWork(task, 0);
            node = new ClusterNode(
                    new NodeId(java.util.HexFormat.of().formatHex(id)),
                    new ClusterSettings(
                            "", secret, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(1)),
                    this,
                    sockets,
                    logins -> logins.stream().filter(revoked::contains).toList(),
                    (user, device) -> toldOf.add(user + "/" + device.connectionId()),
                    SimulatedCluster.this::now,
                    soon,
                    soon);
        }

        /** Runs something on this machine, later if it is stopped, and never if it is dead. */
        void atWork(Runnable task, long afterMillis) {
            after(afterMillis, () -> {
                if (!alive) {
                    return;
                }
                if (stopped) {
                    waiting.add(task);
                } else {
                    task.run();
                }
            });
        }

        private void tick() {
            atWork(
                    () -> {
                        node.tick();
                        tick();
                    },
                    100);
        }

        /** As {@code SIGSTOP}. */
        void stop() {
            stopped = true;
        }

        /** As {@code SIGCONT}. */
        void resume() {
            stopped = false;
            List<Runnable> late = List.copyOf(waiting);
            waiting.clear();
            late.forEach(it -> atWork(it, 0));
        }

        boolean isStopped() {
            return stopped;
        }

        private void send(Machine to, byte[] letter) {
            if (!alive || !to.alive || to.group != group || random.nextInt(100) < lost) {
                return;
            }
            to.atWork(() -> to.listener.received(sender, letter), random.nextInt(delayMax + 1));
        }

        @Override
        public boolean isAlone() {
            return machines.size() <= 1;
        }

        @Override
        public void open(NodeId self, Listener hears) {
            listener = hears;
        }

        @Override
        public void toAll(byte[] letter) {
            toAll++;
            machines.values().stream().filter(it -> it != this).forEach(it -> send(it, letter));
        }

        @Override
        public void to(NodeId node, byte[] letter) {
            toOne++;
            Machine to = machines.get(node);
            if (to != null) {
                send(to, letter);
            }
        }

        @Override
        public void close() {
            alive = false;
        }
    }
}
