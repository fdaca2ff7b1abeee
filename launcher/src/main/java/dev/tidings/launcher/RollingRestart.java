package dev.tidings.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Restarts all nodes, one after the other, when somebody makes the file {@code run/nodes.restart} in the data folder. While
 * one is away the others serve its clients; so the next one's turn comes only when it is back and the balancer has seen it.
 */
final class RollingRestart {
    private final List<Watch> nodes;
    private final Path file;
    private final Duration settle;
    private final Progress progress;

    /** @param settle from a node's answer until the balancer gives it clients again */
    RollingRestart(List<Watch> nodes, Path runFolder, Duration settle, Progress progress) {
        this.nodes = List.copyOf(nodes);
        this.file = runFolder.resolve("nodes.restart");
        this.settle = settle;
        this.progress = progress;
    }

    /** Restarts them if the file is there; stops at the first node that does not come back. */
    void look() throws InterruptedException {
        if (!Watch.consumed(file)) {
            return;
        }
        progress.say("Restarting all nodes, one after the other ...");
        for (Watch node : nodes) {
            if (!node.restart()) {
                progress.say("The other nodes are left as they are.");
                return;
            }
            Thread.sleep(settle.toMillis());
        }
        progress.say("All nodes were restarted.");
    }
}
