package dev.tidings.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;

/** One run of the application on one node: a node that is started again is another one. */
public record NodeId(String value) implements Comparable<NodeId> {
    private static final int BYTES = 16;

    public NodeId {
        if (value.length() != 2 * BYTES || !value.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
            throw new IllegalArgumentException("a node id has " + 2 * BYTES + " hex digits");
        }
    }

    static NodeId random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new NodeId(HexFormat.of().formatHex(bytes));
    }

    /** Enough to tell the nodes of one cluster apart. */
    String shortened() {
        return value.substring(0, 8);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
