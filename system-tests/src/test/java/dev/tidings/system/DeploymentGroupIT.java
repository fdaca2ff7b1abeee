package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImDevice;
import dev.tidings.client.LostException;
import dev.tidings.client.RestClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A deployment group of Payara Server with two instances, made from nothing by the documented commands. Takes some minutes and
 * four gigabytes:
 *
 * <pre>mvn verify -pl system-tests -am -Dtest=none -Dit.test=DeploymentGroupIT -Dtidings.deployment-group=true
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
@Order(1)
@EnabledIfSystemProperty(named = "tidings.deployment-group", matches = "true")
class DeploymentGroupIT {
    private static final int USERS = 8;
    private static final int PER_SECOND = 20;
    private static final int PORTS = Integer.getInteger("tidings.ports", 21_900);
    /** The admin server's and the instances' ports begin here; what is behind a base is Payara's own rule. */
    private static final int[] PORT_BASES = {PORTS + 100, PORTS + 200, PORTS + 300};

    private static final int ADMIN = 48;
    private static final int HTTP = 80;
    private static final int GRID_OF_ADMIN = PORTS + 50;
    private static final int GRID = PORTS + 51;
    private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(15);

    private static Stack stores;
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        stores = Stack.storesOnly("deployment-group", 20);
        folder = stores.data().resolve("payara-server");
        Documented.lay(folder);
        unpackPayara();
        writeAsadmin();
        run("""
                asadmin create-domain --portbase %d --nopassword --checkports=false tidings
                asadmin start-domain tidings
                asadmin set hazelcast-runtime-configuration.das-port=%d hazelcast-runtime-configuration.start-port=%d
                """.formatted(PORT_BASES[0], GRID_OF_ADMIN, GRID));
        String commands = Documented.commands("### Payara Server")
                .replace(
                        "10.0.0.10:4900,10.0.0.11:5900,10.0.0.12:5900",
                        "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d".formatted(GRID_OF_ADMIN, GRID, GRID + 1))
                .replace("10.0.0.*", "127.0.0.*")
                .replaceFirst("(?m)^(asadmin create-instance) --node \\S+ (.*) node1 .*$", """
                        $1 --node localhost-tidings --portbase %d $2 node1
                        $1 --node localhost-tidings --portbase %d $2 node2""".formatted(
                                PORT_BASES[1], PORT_BASES[2]));
        assertThat(commands).contains("node2");
        run(commands);
        awaitReady(1);
        awaitReady(2);
    }

    /** Java unpacks without modes. The domain that comes along would have to be told from ours in each command. */
    private static void unpackPayara() throws Exception {
        Path zip = Path.of("..", "launcher", "target", "tidings", "payara.zip").toRealPath();
        run("jar xf " + zip + " && chmod +x payara6/bin/* payara6/glassfish/bin/* payara6/glassfish/lib/nadmin"
                + " && rm -r payara6/glassfish/domains/domain1");
    }

    /** As it is called in the page: with the one domain and its port in mind. */
    private static void writeAsadmin() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path asadmin = bin.resolve("asadmin");
        Files.writeString(
                asadmin,
                "#!/bin/sh\nexec \"%s\" --interactive=false --port %d \"$@\"\n"
                        .formatted(folder.resolve("payara6/bin/asadmin"), PORT_BASES[0] + ADMIN));
        assertThat(asadmin.toFile().setExecutable(true)).isTrue();
    }

    /** Runs commands one after the other; fails if one of them does. */
    private static String run(String commands) throws IOException, InterruptedException {
        File output = folder.resolve("output.log").toFile();
        ProcessBuilder builder = new ProcessBuilder("bash", "-exc", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(Documented.environment(stores, "127.0.0.1"));
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        boolean ended = process.waitFor(COMMAND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        String said = Files.readString(output.toPath());
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("%s said:%n%s", commands, said)
                .isTrue();
        // In a file of commands one that fails ends nothing.
        assertThat(said).doesNotContainPattern("Command [a-z-]+ failed\\.");
        return said;
    }

    private static void awaitReady(int node) {
        await("instance " + node)
                .atMost(COMMAND_PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Documented.isReady(rest(node)));
        // The first request of all loads half of the server.
        await().atMost(COMMAND_PATIENCE).ignoreException(LostException.class).until(() -> {
            stores.admin(rest(node));
            return true;
        });
    }

    @AfterAll
    static void stop() {
        if (folder != null) {
            processes().forEach(ProcessHandle::destroyForcibly);
        }
        if (stores != null) {
            stores.close();
        }
    }

    /** Also instances that have not yet written down that they run. */
    private static Stream<ProcessHandle> processes() {
        String payara = folder.resolve("payara6").toString();
        return ProcessHandle.allProcesses()
                .filter(it -> it.info().commandLine().orElse("").contains(payara));
    }

    private static ProcessHandle instance(int node) throws IOException {
        Path pid = folder.resolve("payara6/glassfish/nodes/localhost-tidings/node" + node + "/config/pid");
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    private static URI rest(int node) {
        return URI.create("http://127.0.0.1:" + (PORT_BASES[node] + HTTP) + "/im");
    }

    private static URI socket(int node) {
        return URI.create("ws://127.0.0.1:" + (PORT_BASES[node] + HTTP) + "/im/ws");
    }

    @Test
    void twoInstancesAreOneServiceAndOneServesWhileTheOtherIsKilledOrRestarted() throws Exception {
        String members = run("asadmin list-hazelcast-members");
        assertThat(members).contains("node1").contains("node2");
        awaitNodes(1, 2);
        awaitNodes(2, 2);
        try (Crowd crowd = Crowd.connected(
                stores,
                rest(2),
                USERS,
                List.of(List.of(socket(1), socket(2)), List.of(socket(2), socket(1))),
                DeviceOptions.FAST)) {
            Pair.awaitAcks(crowd.chat(PER_SECOND, Duration.ofSeconds(5)));
            assertThat(sockets(1)).isPositive();
            assertThat(sockets(2)).isPositive();
            crowd.verify();

            crowd.chatDuring(PER_SECOND, () -> {
                instance(1).destroyForcibly();
                long began = System.nanoTime();
                awaitNodes(2, 1);
                crowd.awaitInStep();
                System.out.printf(
                        "kill -9 of an instance: all in step on the other after %d ms; %s%n",
                        Duration.ofNanos(System.nanoTime() - began).toMillis(),
                        Outages.summary(crowd.outages().take(), crowd.devices().size()));
            });
            run("asadmin start-instance node1");
            awaitReady(1);
            awaitNodes(2, 2);
            crowd.chatDuring(PER_SECOND, () -> {
                stores.admin(rest(1))
                        .post("/node/drain", RestClient.object().put("seconds", 2))
                        .orThrow();
                await("nobody left").atMost(Pair.PATIENCE).until(() -> sockets(1) == 0);
                run("asadmin stop-instance node1");
                awaitNodes(2, 1);
                run("asadmin start-instance node1");
                awaitReady(1);
                awaitNodes(1, 2);
                crowd.awaitInStep();
            });

            crowd.verify();
            assertThat(crowd.devices()).noneMatch(ImDevice::isStopped);
        }
    }

    /** The admin server is no node. */
    private static void awaitNodes(int node, int expected) {
        await("nodes")
                .atMost(Pair.FAULT_PATIENCE)
                .untilAsserted(() -> assertThat(status(node).path("members")).hasSize(expected));
    }

    private static int sockets(int node) {
        return status(node).path("sockets").asInt();
    }

    private static JsonNode status(int node) {
        return stores.admin(rest(node))
                .post("/node/status", RestClient.object())
                .orThrow();
    }
}
