package dev.tidings.cluster;

/**
 * How one node is, as this one sees it.
 *
 * @param name {@code im.node.name}, or the beginning of its id
 * @param users with a socket there
 * @param silentMillis since it was last heard of; 0 for this node itself
 * @param isSlow whether it left a call unanswered and deliveries for it go through the push queue
 */
public record NodeStatus(
        NodeId id, String name, int users, int sockets, boolean isDraining, long silentMillis, boolean isSlow) {}
