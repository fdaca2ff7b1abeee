package dev.tidings.cluster;

import dev.tidings.push.LocalNode;
import dev.tidings.token.Tokens;
import java.time.Duration;

/** A cluster of one, for the tests of other modules. */
public final class TestNodes {
    private TestNodes() {}

    public static Nodes alone(LocalNode here, Tokens tokens, String name) {
        Nodes nodes = new Nodes(
                here,
                tokens,
                (user, device) -> {},
                task -> {
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                },
                false,
                new ClusterSettings(
                        name,
                        SimulatedCluster.SECRET,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(1)));
        nodes.start();
        return nodes;
    }
}
