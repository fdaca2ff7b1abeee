package dev.tidings.bench;

/** Under which conditions all servers of a run are measured. */
record Conditions(Durability durability, Pinning pinning) {
    /** As a server runs by itself: synced, on all cores. */
    static final Conditions USUAL = new Conditions(Durability.SYNCED, Pinning.NONE);
}
