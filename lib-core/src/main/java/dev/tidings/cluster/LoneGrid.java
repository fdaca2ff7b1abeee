package dev.tidings.cluster;

/** No wires: this node is the cluster. */
final class LoneGrid implements Grid {
    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public void open(NodeId self, Listener listener) {}

    @Override
    public void toAll(byte[] letter) {}

    @Override
    public void to(NodeId node, byte[] letter) {}

    @Override
    public void close() {}
}
