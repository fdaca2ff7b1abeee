package dev.tidings.cluster;

/** Which runs of the application there are now. */
public interface LivingNodes {
    /** This one. */
    NodeId self();

    /** Whether this run is in the cluster, as far as is known here; one that ended never is again. */
    boolean isAlive(NodeId node);
}
