package dev.tidings.bench;

/** What the disk has to do with an ack; figures of one are never compared with figures of the other. */
enum Durability {
    /** Broker journal and databases are synced before they answer. */
    SYNCED("S, synced: broker journals are synced and MariaDB has innodb_flush_log_at_trx_commit=1"),
    /** They answer when the operating system has the data, and sync later. */
    CACHED("C, page cache: broker journals are written and not synced, MariaDB has innodb_flush_log_at_trx_commit=2");

    private final String words;

    Durability(String words) {
        this.words = words;
    }

    /** The row's name and what is set for it. */
    String words() {
        return words;
    }

    /** MariaDB's {@code innodb_flush_log_at_trx_commit}. */
    int flushAtCommit() {
        return switch (this) {
            case SYNCED -> 1;
            case CACHED -> 2;
        };
    }

    /** @throws IllegalArgumentException naming what there is */
    static Durability named(String name) {
        return switch (name) {
            case "synced" -> SYNCED;
            case "cached" -> CACHED;
            default -> throw new IllegalArgumentException("--durability is synced or cached, not " + name);
        };
    }
}
