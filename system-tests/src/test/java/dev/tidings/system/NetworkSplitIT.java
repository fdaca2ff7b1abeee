package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.client.ImListener;
import dev.tidings.client.ImNetwork;
import dev.tidings.client.Login;
import dev.tidings.client.LostException;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Three nodes of Payara Micro, started by the documented commands on three hosts whose network is cut and mended. The hosts are
 * network namespaces, so this needs root on Linux:
 *
 * <pre>mvn verify -pl system-tests -am -Dtest=none -Dit.test=NetworkSplitIT -Dtidings.network-split=true
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
@Order(1)
@EnabledIfSystemProperty(named = "tidings.network-split", matches = "true")
class NetworkSplitIT {
    private static final String NETWORK = "10.213.77.";
    private static final String HERE = NETWORK + "1";
    private static final int NODES = 3;
    private static final int USERS = 9;
    private static final int PER_SECOND = 20;
    private static final int KICKED = 4003;
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);
    /** Hazelcast's members give each other up after 5 s, nodes after 6 s. */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(15);
    /** Members look for each other every 5 s, and join after several steps. */
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(60);

    private static final List<Process> NODE_PROCESSES = new ArrayList<>();
    private static final List<Relay> RELAYS = new ArrayList<>();
    private static Stack stores;

    @BeforeAll
    static void start() throws Exception {
        ip("link add tidings0 type bridge");
        ip("addr add " + HERE + "/24 dev tidings0");
        ip("link set tidings0 up");
        for (int node = 1; node <= NODES; node++) {
            ip("netns add tidings" + node);
            ip("link add tdg" + node + " type veth peer name eth0 netns tidings" + node);
            ip("link set tdg" + node + " master tidings0 up");
            ip("-n tidings" + node + " addr add " + address(node) + "/24 dev eth0");
            ip("-n tidings" + node + " link set eth0 up");
            ip("-n tidings" + node + " link set lo up");
        }
        stores = Stack.storesOnly("network-split", 20);
        for (Stack.Part store : List.of(Stack.Part.REDIS, Stack.Part.MARIADB, Stack.Part.MONGODB, Stack.Part.ARTEMIS)) {
            RELAYS.add(new Relay(HERE, stores.storePort(store)));
        }
        for (int node = 1; node <= NODES; node++) {
            startNode(node);
            if (node == 1) {
                // It makes the tables.
                awaitReady(1);
            }
        }
        for (int node = 2; node <= NODES; node++) {
            awaitReady(node);
        }
    }

    private static void startNode(int node) throws IOException {
        Path folder = stores.data().resolve("node" + node);
        Documented.lay(folder);
        String command = Documented.commands("### Payara Micro")
                .replace("10.0.0.", NETWORK)
                .replace("--interfaces " + NETWORK + "11", "--interfaces " + address(node))
                .replace("node1", "node" + node)
                // Two gigabytes are for a host of its own.
                .replace("-Xmx2g", "-Xmx1g -XX:TieredStopAtLevel=1");
        ProcessBuilder builder = new ProcessBuilder(
                        "ip", "netns", "exec", "tidings" + node, "bash", "-c", "exec env " + command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), "output.log"));
        builder.environment().putAll(Documented.environment(stores, HERE));
        NODE_PROCESSES.add(builder.start());
    }

    private static void awaitReady(int node) {
        await("node " + node)
                .atMost(START_PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    assertThat(NODE_PROCESSES.get(node - 1).isAlive())
                            .as("node " + node)
                            .isTrue();
                    return Documented.isReady(rest(node));
                });
        // The first request of all loads half of the server.
        await().atMost(START_PATIENCE).ignoreException(LostException.class).until(() -> {
            stores.admin(rest(node));
            return true;
        });
    }

    @AfterAll
    static void stop() throws Exception {
        NODE_PROCESSES.forEach(Process::destroyForcibly);
        for (Process each : NODE_PROCESSES) {
            each.waitFor(10, TimeUnit.SECONDS);
        }
        for (Relay each : RELAYS) {
            each.close();
        }
        if (stores != null) {
            stores.close();
        }
        for (int node = 1; node <= NODES; node++) {
            new ProcessBuilder("ip", "netns", "del", "tidings" + node)
                    .inheritIO()
                    .start()
                    .waitFor();
        }
        new ProcessBuilder("ip", "link", "del", "tidings0").inheritIO().start().waitFor();
    }

    private static void ip(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        assertThat(code).as("ip " + arguments).isZero();
    }

    private static String address(int node) {
        return NETWORK + "1" + node;
    }

    private static URI rest(int node) {
        return URI.create("http://" + address(node) + ":8080/im");
    }

    private static URI socket(int node) {
        return URI.create("ws://" + address(node) + ":8080/im/ws");
    }

    @Test
    void afterASplitHasHealedEverybodyHasEverythingAndAllNodesKnowWhoIsWhere() throws Exception {
        List<List<URI>> places = new ArrayList<>();
        for (int first = 0; first < NODES; first++) {
            places.add(List.of(socket(first + 1), socket((first + 1) % NODES + 1), socket((first + 2) % NODES + 1)));
        }
        try (Crowd crowd = Crowd.connected(stores, rest(1), USERS, places, DeviceOptions.FAST);
                ImNetwork network = new ImNetwork(1, Clock.systemUTC())) {
            awaitMembers(3, 3, 3);
            String user = "kicked" + Long.toString(System.nanoTime(), 36);
            RestClient first = stores.admin(rest(1));
            first.register(List.of(user));
            ImClient kicked = ImClient.connect(
                            network,
                            Login.javascript(socket(3), user, Platform.WEB, first.userToken(user, Platform.WEB)),
                            new ImListener() {})
                    .orTimeout(Pair.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            int sent = crowd.chatDuring(PER_SECOND, () -> {
                long cut = System.nanoTime();
                for (int node = 1; node <= 2; node++) {
                    ip("-n tidings3 route add blackhole " + address(node));
                }
                awaitMembers(2, 2, 1);
                System.out.printf("a network split was noticed on both sides after %d ms%n", millis(cut));
                first.post(
                                "/auth/force_logout",
                                RestClient.object().put("userID", user).put("platformID", Platform.WEB.id()))
                        .orThrow();
                Stack.pause(3_000);
                assertThat(kicked.isOpen()).as("on the other side of the split").isTrue();
                assertThat(online(1, user)).isFalse();
                long mended = System.nanoTime();
                for (int node = 1; node <= 2; node++) {
                    ip("-n tidings3 route del blackhole " + address(node));
                }
                awaitMembers(3, 3, 3);
                System.out.printf("its end was noticed on both sides after %d ms%n", millis(mended));
            });

            assertThat(kicked.closed().orTimeout(10, TimeUnit.SECONDS).join().code())
                    .isEqualTo(KICKED);
            assertThat(sent).isGreaterThan(PER_SECOND * 10);
            crowd.verify();
            assertThat(crowd.devices()).noneMatch(ImDevice::isStopped);
            for (ImDevice device : crowd.devices()) {
                String who = device.login().userID();
                await(who + " is online everywhere")
                        .atMost(Duration.ofSeconds(2))
                        .until(() -> online(1, who) && online(2, who) && online(3, who));
            }
            assertThat(online(1, user) || online(2, user) || online(3, user))
                    .as("who was kicked")
                    .isFalse();
        }
    }

    /** How many nodes each of the three knows, itself included. */
    private static void awaitMembers(int... expected) {
        await("nodes")
                .atMost(expected[2] == NODES ? HEALED_WITHIN : NOTICED_WITHIN)
                .untilAsserted(() -> {
                    for (int node = 1; node <= NODES; node++) {
                        assertThat(stores.admin(rest(node))
                                        .post("/node/status", RestClient.object())
                                        .orThrow()
                                        .path("members"))
                                .as("nodes that node %d knows", node)
                                .hasSize(expected[node - 1]);
                    }
                });
    }

    private static boolean online(int node, String user) {
        ObjectNode asked = RestClient.object();
        asked.putArray("userIDs").add(user);
        return stores.admin(rest(node))
                        .post("/user/get_users_online_status", asked)
                        .orThrow()
                        .path(0)
                        .path("status")
                        .asInt()
                == 1;
    }

    private static long millis(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis();
    }
}
