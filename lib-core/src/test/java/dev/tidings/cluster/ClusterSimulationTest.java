package dev.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.cluster.SimulatedCluster.Machine;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Users come and go on nodes that die, stand still and lose sight of each other, while messages are routed. When all is well
 * again, every node must know who is where, and every open socket must have every message for its user.
 */
class ClusterSimulationTest {
    private static final int USERS = 20;
    /**
     * A node that dies takes with it what it would have made up for (docs/adr/0014): what it routed in its last moments, and
     * longer ago if it had stood still or was cut off.
     */
    private static final Duration AT_RISK = Duration.ofSeconds(3);

    private static final Duration AT_RISK_UNWELL = Duration.ofSeconds(30);

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("tidings.simulations", 60));
    }

    private static final class Run {
        final SimulatedCluster cluster;
        final List<Message> stored = new ArrayList<>();
        final Set<MessageId> atRisk = new HashSet<>();
        final Map<Machine, Map<MessageId, Long>> routed = new HashMap<>();
        final Map<Machine, Long> unwell = new HashMap<>();
        int connections;

        Run(long seed) {
            cluster = new SimulatedCluster(seed);
        }

        int random(int bound) {
            return cluster.random.nextInt(bound);
        }

        UserId user() {
            return new UserId("u" + random(USERS));
        }

        Machine any() {
            List<Machine> alive = cluster.alive();
            return alive.get(random(alive.size()));
        }

        void start() {
            Machine machine = cluster.start();
            machine.sockets.whenSentAway = () -> disconnectAll(machine);
        }

        /** A client that finds a node: it pulls all there is as soon as its socket is open. */
        void connect(UserId user, int platform) {
            Machine machine = any();
            machine.atWork(
                    () -> {
                        FakeSockets.Socket socket =
                                machine.sockets.open("c" + connections++, user, platform, cluster.now());
                        machine.node.changed(user);
                        stored.stream()
                                .filter(it -> it.audience().contains(user))
                                .forEach(it -> socket.has.add(it.id()));
                    },
                    0);
        }

        void disconnect(Machine machine, String id, boolean comesBack) {
            FakeSockets.Socket gone = machine.sockets.open.remove(id);
            machine.node.changed(gone.login.user());
            if (comesBack) {
                cluster.after(100 + random(400), () -> connect(gone.login.user(), gone.login.platformId()));
            }
        }

        void disconnectAll(Machine machine) {
            List.copyOf(machine.sockets.open.keySet()).forEach(id -> disconnect(machine, id, true));
        }

        void send() {
            Message message = TestMessages.text(user(), user(), "m" + stored.size());
            stored.add(message);
            route(any(), List.of(new Delivery(message, 1)));
        }

        /** As Router does it; when the node dies on the way the queue gives the batch to another. */
        @SuppressWarnings(
                "FutureReturnValueIgnored") // What fails in it leaves a message undelivered, which is looked for.
        void route(Machine machine, List<Delivery> batch) {
            boolean[] done = new boolean[1];
            machine.atWork(
                    () -> {
                        CompletableFuture<RemoteSockets.Reached> answer =
                                machine.node.deliver(batch).toCompletableFuture();
                        machine.sockets.deliver(batch);
                        answer.thenAccept(reached -> {
                            if (!machine.alive) {
                                return;
                            }
                            done[0] = true;
                            batch.forEach(it -> routed.computeIfAbsent(machine, none -> new HashMap<>())
                                    .put(it.message().id(), cluster.now()));
                            if (!reached.failed().isEmpty()) {
                                List<Delivery> theirs = batch.stream()
                                        .map(it -> it.narrowedTo(reached.failed()))
                                        .toList();
                                cluster.after(250 + random(500), () -> route(any(), theirs));
                            }
                        });
                    },
                    0);
            cluster.after(1_500, () -> redeliver(machine, batch, done));
        }

        private void redeliver(Machine machine, List<Delivery> batch, boolean[] done) {
            if (!done[0] && !machine.alive) {
                route(any(), batch);
            } else if (!done[0]) {
                cluster.after(500, () -> redeliver(machine, batch, done));
            }
        }

        void step() {
            int what = random(100);
            Machine machine = any();
            if (what < 40) {
                send();
            } else if (what < 60) {
                connect(user(), 1 + random(5));
            } else if (what < 85) {
                touch(machine, what < 75);
            } else if (what < 88) {
                if (cluster.alive().size() > 2) {
                    kill(machine);
                }
            } else if (what < 91) {
                if (cluster.alive().size() < 5) {
                    start();
                }
            } else if (what < 94) {
                unwell.put(machine, cluster.now() + 12_000_000_000L);
                machine.stop();
                cluster.after(random(12_000), machine::resume);
            } else if (what < 97) {
                cluster.alive().forEach(it -> unwell.put(it, cluster.now() + 15_000_000_000L));
                cluster.cut(machine, 1 + random(2), 500 + random(5_000));
                cluster.after(random(15_000), cluster::heal);
            } else {
                cluster.lost = random(20);
            }
        }

        /** A client of this node goes, or its app goes to the background. */
        void touch(Machine machine, boolean goes) {
            if (machine.isStopped() || machine.sockets.open.isEmpty()) {
                return;
            }
            List<String> ids = List.copyOf(machine.sockets.open.keySet());
            String id = ids.get(random(ids.size()));
            if (goes) {
                disconnect(machine, id, random(2) == 0);
            } else {
                FakeSockets.Socket socket = machine.sockets.open.get(id);
                socket.background = !socket.background;
                machine.node.changed(socket.login.user());
            }
        }

        void kill(Machine machine) {
            long now = cluster.now();
            boolean isUnwell = now - unwell.getOrDefault(machine, 0L) < AT_RISK_UNWELL.toNanos();
            long since = now - (isUnwell ? AT_RISK_UNWELL : AT_RISK).toNanos();
            routed.getOrDefault(machine, Map.of()).forEach((id, at) -> {
                if (at >= since) {
                    atRisk.add(id);
                }
            });
            cluster.kill(machine, 100 + random(1_500));
            machine.sockets
                    .open
                    .values()
                    .forEach(it ->
                            cluster.after(200 + random(500), () -> connect(it.login.user(), it.login.platformId())));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whenAllIsWellAgainEveryNodeKnowsWhoIsWhereAndEverySocketHasEverything(long seed) {
        Run run = new Run(seed);
        run.cluster.delayMax = 1 + run.random(300);
        for (int i = 0; i < 3; i++) {
            run.start();
        }
        for (int i = 0; i < 300; i++) {
            run.step();
            run.cluster.run(Duration.ofMillis(run.random(400)));
        }

        run.cluster.lost = 0;
        run.cluster.delayMax = 20;
        run.cluster.alive().forEach(Machine::resume);
        run.cluster.heal();
        run.cluster.run(Duration.ofSeconds(30));

        Map<UserId, Set<OnlineDevice>> truth = online(run, null);
        assertThat(run.cluster.alive())
                .allSatisfy(it -> assertThat(online(run, it))
                        .describedAs("seed %d, node %s", seed, it.node.self())
                        .isEqualTo(truth));
        assertThat(missing(run)).describedAs("seed %d", seed).isEmpty();
    }

    /** What a node knows, or what is so. */
    private static Map<UserId, Set<OnlineDevice>> online(Run run, @org.jspecify.annotations.Nullable Machine asked) {
        List<UserId> users =
                IntStream.range(0, USERS).mapToObj(it -> new UserId("u" + it)).toList();
        Map<UserId, Set<OnlineDevice>> online = new HashMap<>();
        if (asked != null) {
            asked.node.online(users).forEach((user, devices) -> online.put(user, new HashSet<>(devices)));
        } else {
            run.cluster
                    .alive()
                    .forEach(it -> it.sockets
                            .online(users)
                            .forEach((user, devices) -> online.computeIfAbsent(user, none -> new HashSet<>())
                                    .addAll(devices)));
        }
        return online;
    }

    private static List<String> missing(Run run) {
        List<String> missing = new ArrayList<>();
        run.cluster
                .alive()
                .forEach(machine -> machine.sockets.open.forEach((id, socket) -> run.stored.stream()
                        .filter(it -> it.audience().contains(socket.login.user()) && !socket.has.contains(it.id()))
                        .filter(it -> !run.atRisk.contains(it.id()))
                        .forEach(it -> missing.add(socket.login.user() + "'s " + id + " on " + machine.sender
                                + " lacks " + it.operationId()))));
        return missing;
    }
}
