package dev.tidings.stores;

/**
 * What it proves that MariaDB or the broker has answered a commit. It changes nothing for the other two: Redis syncs once a second
 * and the MongoDB stand-in leaves it to the system, as what they hold can be made again from what was accepted.
 */
public enum Durability {
    /** The disk has it: a power cut takes nothing back. What the product does. */
    SYNCED,
    /**
     * The operating system has it: a killed process takes nothing back, a power cut takes the last seconds. Only for measurements
     * and tests, which it spares the disk's part.
     */
    CACHED
}
