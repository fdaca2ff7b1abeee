package dev.tidings.cluster;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.tidings.message.MessageId;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.push.Delivery;
import dev.tidings.token.Caller;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes on real Hazelcast members over the loopback. Prints what it measures. */
class HazelcastGridIT {
    private static final System.Logger LOG = System.getLogger(HazelcastGridIT.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final List<Member> members = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final String name = "tidings-" + new SecureRandom().nextLong();

    /** One data grid member and, unless it stands for an admin server, the node on it. */
    private static final class Member {
        final HazelcastInstance hazelcast;
        final FakeSockets sockets = new FakeSockets();
        final ScheduledExecutorService steps = Executors.newSingleThreadScheduledExecutor();
        final ExecutorService workers = Executors.newFixedThreadPool(2);
        final ClusterNode node;

        Member(HazelcastInstance hazelcast) {
            this(hazelcast, SimulatedCluster.SECRET);
        }

        Member(HazelcastInstance hazelcast, String secret) {
            this.hazelcast = hazelcast;
            this.node = new ClusterNode(
                    NodeId.random(new SecureRandom()),
                    new ClusterSettings(
                            "", secret, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(1)),
                    new HazelcastGrid(hazelcast),
                    sockets,
                    logins -> List.of(),
                    (user, device) -> {},
                    System::nanoTime,
                    steps,
                    workers);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // It ends with its executor.
        void open() {
            steps.execute(node::open);
            steps.scheduleWithFixedDelay(node::tick, 100, 100, TimeUnit.MILLISECONDS);
        }

        Caller open(String id, UserId user) {
            Caller login = sockets.open(id, user, 5, System.nanoTime()).login;
            node.changed(user);
            return login;
        }

        void end() {
            steps.shutdownNow();
            workers.shutdownNow();
            hazelcast.getLifecycleService().terminate();
        }
    }

    @BeforeEach
    void threeNodes() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (ServerSocket socket = new ServerSocket(0)) {
                ports.add(socket.getLocalPort());
            }
        }
        for (int i = 0; i < 3; i++) {
            members.add(new Member(hazelcast(i, ports)));
        }
        members.forEach(Member::open);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(it -> assertThat(it.node.nodes()).hasSize(3)));
    }

    @AfterEach
    void end() {
        members.forEach(Member::end);
    }

    private HazelcastInstance hazelcast(int index, List<Integer> joining) {
        return hazelcast(index, joining, name);
    }

    private HazelcastInstance hazelcast(int index, List<Integer> joining, String clusterName) {
        Config config = new Config();
        config.setClusterName(clusterName);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "2");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "2");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        var network = config.getNetworkConfig();
        network.setPort(ports.get(index)).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true);
        joining.forEach(it -> network.getJoin().getTcpIpConfig().addMember("127.0.0.1:" + it));
        return Hazelcast.newHazelcastInstance(config);
    }

    @Test
    void aMessageCrossesAndAKickToo() {
        Member a = members.get(0);
        Member b = members.get(1);
        Caller login = b.open("b1", BOB);
        await().atMost(PATIENCE)
                .until(() ->
                        a.node.online(List.of(BOB)).equals(Map.of(BOB, List.of(new OnlineDevice(5, "b1", false)))));

        Delivery delivery = new Delivery(TestMessages.text(ALICE, BOB, "hello"), 1);
        assertThat(a.node.deliver(List.of(delivery))
                        .toCompletableFuture()
                        .join()
                        .platforms())
                .containsOnlyKeys(BOB);
        assertThat(b.sockets.open.get("b1").has).contains(delivery.message().id());

        long start = System.nanoTime();
        a.node.kick(List.of(login));
        await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(1)).until(() -> b.sockets.sockets() == 0);
        LOG.log(System.Logger.Level.INFO, () -> "MEASURED kick on another node: " + millis(start) + " ms");
    }

    @Test
    void aMemberThatIsKilledIsForgottenWithinTwoSeconds() {
        Member a = members.get(0);
        Member b = members.get(1);
        b.open("b1", BOB);
        await().atMost(PATIENCE).until(() -> !a.node.online(List.of(BOB)).isEmpty());

        long start = System.nanoTime();
        b.hazelcast.getLifecycleService().terminate();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(2))
                .until(() -> a.node.online(List.of(BOB)).isEmpty());

        LOG.log(System.Logger.Level.INFO, () -> "MEASURED forgotten after terminate: " + millis(start) + " ms");
    }

    @Test
    void aMemberWithoutTheApplicationIsNoNode() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            ports.add(socket.getLocalPort());
        }
        HazelcastInstance admin = hazelcast(3, ports);
        try {
            assertThat(admin.getCluster().getMembers()).hasSize(4);
            Member a = members.get(0);
            members.get(1).open("b1", BOB);
            await().atMost(PATIENCE).until(() -> !a.node.online(List.of(BOB)).isEmpty());

            assertThat(a.node.nodes()).hasSize(3);
            assertThat(a.node.deliver(List.of(new Delivery(TestMessages.text(ALICE, BOB, "hello"), 1)))
                            .toCompletableFuture()
                            .join()
                            .failed())
                    .isEmpty();
        } finally {
            admin.getLifecycleService().terminate();
        }
    }

    @Test
    void aStrangerWithoutTheClustersNameDoesNotJoin() throws IOException {
        freePort();

        Member stranger = new Member(hazelcast(3, ports, "another"));
        members.add(stranger);
        stranger.open();

        staysAlone(stranger);
        assertThat(stranger.hazelcast.getCluster().getMembers()).hasSize(1);
        assertThat(members.get(0).hazelcast.getCluster().getMembers()).hasSize(3);
    }

    @Test
    void aStrangerWithTheNameAndAnotherSecretIsNotHeard() throws IOException {
        freePort();

        Member stranger = new Member(hazelcast(3, ports), "another secret, as long as a secret has to be");
        members.add(stranger);
        stranger.open();

        assertThat(stranger.hazelcast.getCluster().getMembers()).hasSize(4);
        staysAlone(stranger);
    }

    /** It learns nothing, ends nobody's login and gets no message, and nobody takes it for a node. */
    private void staysAlone(Member stranger) {
        Member a = members.get(0);
        Caller login = members.get(1).open("b1", BOB);
        await().atMost(PATIENCE).until(() -> !a.node.online(List.of(BOB)).isEmpty());
        stranger.open("s1", ALICE);

        stranger.node.kick(List.of(login));
        Delivery delivery = new Delivery(TestMessages.text(ALICE, BOB, "hello"), 1);
        stranger.node.deliver(List.of(delivery)).toCompletableFuture().join();
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(stranger.node.nodes()).hasSize(1);
        assertThat(stranger.node.online(List.of(BOB))).isEmpty();
        assertThat(members.get(1).sockets.open.get("b1").has).isEmpty();
        assertThat(members.get(1).sockets.sockets()).isEqualTo(1);
        assertThat(a.node.online(List.of(ALICE))).isEmpty();
        assertThat(members.subList(0, 3))
                .allSatisfy(it -> assertThat(it.node.nodes()).hasSize(3));
    }

    private void freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            ports.add(socket.getLocalPort());
        }
    }

    @Test
    void twoClustersThatFindEachOtherBecomeOne() throws IOException {
        int third = 3;
        try (ServerSocket socket = new ServerSocket(0)) {
            ports.add(socket.getLocalPort());
        }
        Member split = new Member(hazelcast(third, List.of(ports.get(third))));
        members.add(split);
        split.open();
        split.open("s1", BOB);
        members.get(0).open("a1", ALICE);
        assertThat(split.hazelcast.getCluster().getMembers()).hasSize(1);

        split.hazelcast
                .getConfig()
                .getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .addMember("127.0.0.1:" + ports.get(0));
        members.get(0)
                .hazelcast
                .getConfig()
                .getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .addMember("127.0.0.1:" + ports.get(third));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(members).allSatisfy(it -> {
                    assertThat(it.node.nodes()).hasSize(4);
                    assertThat(it.node.online(List.of(ALICE, BOB))).containsOnlyKeys(ALICE, BOB);
                }));
        Delivery delivery = new Delivery(TestMessages.text(ALICE, BOB, "hello"), 1);
        assertThat(members.get(1)
                        .node
                        .deliver(List.of(delivery))
                        .toCompletableFuture()
                        .join()
                        .platforms())
                .containsOnlyKeys(ALICE, BOB);
    }

    @Test
    void aBatchOf500For200UsersIsOneCallToEachNodeThatHoldsSomebody() {
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            UserId user = new UserId("u" + i);
            users.add(user);
            members.get(i % 3).open("c" + i, user);
        }
        Member a = members.get(0);
        await().atMost(PATIENCE).until(() -> a.node.online(users).size() == 200);
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            batch.add(new Delivery(TestMessages.text(users.get(i % 200), users.get((i + 7) % 200), "m" + i), i + 1));
        }

        for (int i = 0; i < 20; i++) {
            a.node.deliver(batch).toCompletableFuture().join();
        }
        members.forEach(it -> it.sockets.calls = 0);
        long start = System.nanoTime();
        var reached = a.node.deliver(batch).toCompletableFuture().join();
        long took = System.nanoTime() - start;

        assertThat(reached.failed()).isEmpty();
        assertThat(reached.platforms()).hasSize(133);
        assertThat(members.stream().map(it -> it.sockets.calls)).containsExactly(0, 1, 1);
        LOG.log(
                System.Logger.Level.INFO,
                () -> "MEASURED 500 messages, 200 users, 3 nodes: 2 calls, 0 queue messages, " + took / 1000 + " us");
    }

    @Test
    void callsAreFast() {
        Member a = members.get(0);
        members.get(1).open("b1", BOB);
        await().atMost(PATIENCE).until(() -> !a.node.online(List.of(BOB)).isEmpty());
        int calls = 3_000;
        long[] micros = new long[calls];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < calls; i++) {
                long start = System.nanoTime();
                a.node.deliver(List.of(new Delivery(TestMessages.text(ALICE, BOB, "m" + i), i + 1)))
                        .toCompletableFuture()
                        .join();
                micros[i] = (System.nanoTime() - start) / 1000;
            }
        }

        Arrays.sort(micros);
        LOG.log(
                System.Logger.Level.INFO,
                () -> "MEASURED one delivery on another node: p50 " + micros[calls / 2] + " us, p99 "
                        + micros[calls * 99 / 100] + " us");
        assertThat(members.get(1).sockets.open.get("b1").has).contains(MessageId.of(ALICE, "m" + (calls - 1)));
        assertThat(micros[calls / 2]).isLessThan(100_000);
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
