package dev.tidings.cluster;

import com.hazelcast.core.HazelcastInstance;
import dev.tidings.container.ContainerResources;

/** Finds the data grid of the application server. */
final class HazelcastOfPayara {
    private static final System.Logger LOG = System.getLogger(HazelcastOfPayara.class.getName());
    private static final String NAME = "payara/Hazelcast";

    private HazelcastOfPayara() {}

    /** The wires to the other nodes; none if the data grid is switched off. */
    static Grid grid() {
        try {
            return new HazelcastGrid(ContainerResources.lookup(NAME, HazelcastInstance.class));
        } catch (IllegalStateException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-2508 the application server has no data grid, this node knows no other: " + e.getMessage());
            return new LoneGrid();
        }
    }
}
