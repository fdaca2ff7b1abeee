package dev.tidings.cluster;

/**
 * The wires between the nodes, as good as a network is: what is sent may be lost, late, doubled or overtaken, and a node may
 * be gone. Nothing here blocks for long.
 */
interface Grid {
    /** Whether no other member is in sight; one without the application counts. */
    boolean isAlone();

    /** From here on the listener hears what is sent to this node or to everyone. */
    void open(NodeId self, Listener listener);

    /** Sends to every other node. */
    void toAll(byte[] letter);

    void to(NodeId node, byte[] letter);

    /** Hears nothing any more. */
    void close();

    /** What a node hears. Called by several threads at once; returns quickly. */
    interface Listener {
        /** @param sender the data grid's own name for the member that sent it, for {@link #left} */
        void received(String sender, byte[] letter);

        /** A member came, which may be a node, or the way to it was mended. */
        void joined();

        void left(String sender);
    }
}
