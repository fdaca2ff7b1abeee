package dev.tidings.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.deadletter.TestDeadLetters;
import dev.tidings.hook.TestBusinessServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes are killed with -9 at random moments, over and over, while messages are accepted and events flow. With
 * {@code -Dtidings.kills=200} as often as one likes; {@code -Dtidings.seed} repeats the moments.
 */
class KilledNodesTest {
    private static final int KILLS = Integer.getInteger("tidings.kills", 12);
    private static final int PER_NODE_MAX = 100_000;

    @TempDir
    Path folder;

    @Test
    void everyAcceptedMessagesEventIsToldAtLeastOnceAndInOrder() throws Exception {
        long seed = Long.getLong("tidings.seed", System.nanoTime());
        Random random = new Random(seed);
        List<Integer> told = new ArrayList<>();
        Set<String> attempts = new HashSet<>();
        Set<Integer> acked = new HashSet<>();
        try (BrokerProcess broker = BrokerProcess.start(folder);
                TestBusinessServer server = TestBusinessServer.start()) {
            server.behaves(exchange -> {
                // Slow enough for several to be under way at any moment; one in fifty fails at first.
                Thread.sleep(3);
                boolean fails = random.nextInt(50) == 0;
                TestBusinessServer.answering(fails ? 500 : 200, "{}").answer(exchange);
            });

            for (int kill = 0; kill < KILLS; kill++) {
                acked.addAll(livesAndDies(broker.port(), server.url(), kill * PER_NODE_MAX, random.nextInt(600)));
            }
            Process last = node(broker.port(), server.url(), -1);
            try {
                awaitAllTold(server, acked);
            } finally {
                last.destroyForcibly().onExit().join();
            }

            server.asked.forEach(it -> {
                told.add(number(it));
                attempts.add(it.headers().get("X-Tidings-Attempt"));
            });
            assertThat(TestDeadLetters.box(BrokerProcess.connections(broker.port()))
                            .list(null, null, 10))
                    .isEmpty();
        }

        System.out.println("FIGURE kills=" + KILLS + " seed=" + seed + " acked=" + acked.size() + " told="
                + new HashSet<>(told).size() + " calls=" + told.size() + " attempts=" + attempts);
        assertThat(acked).as("seed %d", seed).hasSizeGreaterThan(KILLS);
        assertThat(told).as("seed %d", seed).containsAll(acked);
        assertThat(outOfOrder(told)).as("seed %d", seed).isEmpty();
    }

    /** Waits for as long as events come: how many are left depends on how many kills there were. */
    private static void awaitAllTold(TestBusinessServer server, Set<Integer> acked) {
        Set<Integer> missing = new HashSet<>(acked);
        int seen = 0;
        while (!missing.isEmpty()) {
            int before = seen;
            await("more events; " + missing.size() + " of " + acked.size() + " are missing")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> server.asked.size() > before);
            for (; seen < server.asked.size(); seen++) {
                missing.remove(number(server.asked.get(seen)));
            }
        }
    }

    private static int number(TestBusinessServer.Asked asked) {
        return Integer.parseInt(asked.json().getString("clientMsgID"));
    }

    /** What came for the first time after something that was sent later in its conversation. */
    private static List<String> outOfOrder(List<Integer> told) {
        Map<Integer, Integer> highest = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (int number : new LinkedHashSet<>(told)) {
            Integer before = highest.merge(number % OutboxNode.CONVERSATIONS, number, Math::max);
            if (before > number) {
                wrong.add(number + " after " + before);
            }
        }
        return wrong;
    }

    private List<Integer> livesAndDies(int port, String url, int first, long millis) throws Exception {
        Process node = node(port, url, first);
        List<Integer> acked = new ArrayList<>();
        try (BufferedReader output = node.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready");
            Thread killer = new Thread(() -> {
                sleep(millis);
                // By its handle: the process itself would close its output, with what was acked last still in it.
                node.toHandle().destroyForcibly();
            });
            killer.start();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("acked ")) {
                    acked.add(Integer.valueOf(line.substring(6)));
                }
            }
            killer.join();
        } finally {
            node.destroyForcibly().onExit().join();
        }
        return acked;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process node(int port, String url, int first) throws IOException {
        return new ProcessBuilder(
                        BrokerProcess.java(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutboxNode.class.getName(),
                        Integer.toString(port),
                        url,
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("nodes.log").toFile()))
                .start();
    }
}
