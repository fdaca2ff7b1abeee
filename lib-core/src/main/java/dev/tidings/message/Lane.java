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
        return Math.floorMod((name.hashCode() * 0x9E3779B9) >>> 1, lanes);
    }
}
