package dev.tidings.message;

/** Lanes of queues: what is of one lane is worked on one after the other. */
public final class Lane {
    private Lane() {}

    /**
     * The lane of something that has a name.
     *
     * @return 0 to {@code lanes} - 1
     */
    public static int of(String name, int lanes) {
        // The upper half: the lower bits of a product know nothing of the upper bits of the hash, and names that are
        // alike would share a few lanes.
        return ((name.hashCode() * 0x9E3779B9) >>> 16) % lanes;
    }
}
