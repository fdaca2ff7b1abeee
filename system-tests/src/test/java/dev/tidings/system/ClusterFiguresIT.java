package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.DeviceOptions;
import dev.tidings.client.ImDevice;
import dev.tidings.system.Stack.Part;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long clients of a larger cluster are away, and how fast nodes deliver to each other. Takes some minutes and a machine
 * that does nothing else:
 *
 * <pre>mvn verify -pl system-tests -am -Dtest=none -Dit.test=ClusterFiguresIT -Dtidings.cluster.figures=true
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 *
 * Clients back off as the SDKs do. The figures are printed and added to {@code target/cluster-figures.txt}.
 */
@Order(1)
@EnabledIfSystemProperty(named = "tidings.cluster.figures", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFiguresIT {
    private static final int USERS = Integer.getInteger("tidings.cluster.users", 500);
    private static final int PER_SECOND = 200;
    /** For 99 % of the clients. */
    private static final Duration BACK_WITHIN = Duration.ofSeconds(10);

    private static final Path REPORT = Path.of("target", "cluster-figures.txt");

    @Test
    @Order(1)
    void latencyKillAndRollingRestart() throws Exception {
        try (Stack stack = Stack.start("cluster-figures", 20, List.of("--nodes", "3"))) {
            latency(stack);
            try (Crowd crowd = Crowd.connected(stack, USERS, places(stack), DeviceOptions.SDK)) {
                List<Outages.Outage> killed = kill(stack, crowd);
                rollingRestart(stack, crowd);
                crowd.verify();
                assertThat(crowd.devices()).noneMatch(ImDevice::isStopped);
                // Last, so that one figure that is missed does not hide the others.
                assertThat(killed.stream().filter(it -> it.lasted().compareTo(BACK_WITHIN) > 0))
                        .as("away for too long after the kill")
                        .hasSizeLessThanOrEqualTo(crowd.devices().size() / 100);
            }
        }
    }

    /**
     * A quarter through the balancer, the others to a node and then to the next ones, in each possible order: those of a node
     * that dies are shared by the others, as a balancer would.
     */
    private static List<List<URI>> places(Stack stack) {
        List<List<URI>> places = new ArrayList<>();
        for (int first = 1; first <= 3; first++) {
            for (int second = 1; second <= 3; second++) {
                if (second != first) {
                    places.add(List.of(
                            stack.socketUrl(first), stack.socketUrl(second), stack.socketUrl(6 - first - second)));
                }
            }
            if (first < 3) {
                places.add(List.of(stack.socketUrl()));
            }
        }
        return places;
    }

    /** Two pairs of users: both on one node, and on two. */
    private static void latency(Stack stack) throws IOException {
        for (int receiver = 1; receiver <= 2; receiver++) {
            try (NodePair pair = NodePair.connected(stack, 1, receiver)) {
                // The JVMs' first minute says nothing.
                pair.latencies(50, Duration.ofSeconds(20));
                List<Duration> latencies = pair.latencies(50, Duration.ofSeconds(20));
                report(
                        "send to receive at 50 msg/s, sender on node 1, receiver on node %d: p50 %d ms, p99 %d ms",
                        receiver, Outages.percentile(latencies, 50), Outages.percentile(latencies, 99));
            }
        }
    }

    private static List<Outages.Outage> kill(Stack stack, Crowd crowd) throws Exception {
        List<Outages.Outage> outages = new ArrayList<>();
        int sent = crowd.chatDuring(PER_SECOND, () -> {
            long began = System.nanoTime();
            stack.kill9(Part.NODE1);
            crowd.awaitInStep();
            outages.addAll(crowd.outages().take());
            report(
                    "kill -9 of node 1 of 3, %d clients, %d msg/s: all in step after %d ms; %s; %s",
                    crowd.devices().size(),
                    PER_SECOND,
                    Duration.ofNanos(System.nanoTime() - began).toMillis(),
                    Outages.summary(outages, crowd.devices().size()),
                    Outages.parts(outages));
            stack.awaitSaid("Node 1 runs again.", Pair.FAULT_PATIENCE);
        });
        report("%d messages were sent meanwhile", sent);
        return outages;
    }

    private static void rollingRestart(Stack stack, Crowd crowd) throws Exception {
        crowd.outages().take();
        long began = System.nanoTime();
        int sent = crowd.chatDuring(PER_SECOND, () -> {
            stack.restartNodes();
            crowd.awaitInStep();
        });
        List<Outages.Outage> outages = crowd.outages().take();
        report(
                "rolling restart of 3 nodes, %d clients, %d messages at %d msg/s, %d s: %s%n%s",
                crowd.devices().size(),
                sent,
                PER_SECOND,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                Outages.summary(outages, crowd.devices().size()),
                Outages.timeline(outages, began));
    }

    private static void report(String format, Object... values) throws IOException {
        String line = String.format(Locale.ROOT, format, values) + "\n";
        System.out.print(line);
        Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
