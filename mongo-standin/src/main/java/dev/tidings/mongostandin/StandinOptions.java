package dev.tidings.mongostandin;

import java.nio.file.Path;

/**
 * How a server is started.
 *
 * @param bind the address to listen on
 * @param port 0 for any free one
 * @param data the directory of the data files; created if missing
 * @param fsync whether an answered write is on the disk, not only with the operating system
 * @param cacheMegabytes memory for pages read from the file, 1 to 1024
 * @param pageBytes the size at which a page of the file is split, 1024 to 65536
 * @param checkpointKilobytes changed pages in memory that are saved, 100 to 1000000; at half as much again, writers
 *     wait
 */
record StandinOptions(
        String bind, int port, Path data, boolean fsync, int cacheMegabytes, int pageBytes, int checkpointKilobytes) {
    static final int DEFAULT_CACHE_MEGABYTES = 32;
    static final int DEFAULT_PAGE_BYTES = 4 * 1024;
    static final int DEFAULT_CHECKPOINT_KILOBYTES = 32 * 1024;

    StandinOptions {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("no such port: " + port);
        }
        if (cacheMegabytes < 1 || cacheMegabytes > 1024) {
            throw new IllegalArgumentException("a cache of " + cacheMegabytes + " MB is not between 1 and 1024");
        }
        if (pageBytes < 1024 || pageBytes > 65536) {
            throw new IllegalArgumentException("pages of " + pageBytes + " bytes are not between 1024 and 65536");
        }
        if (checkpointKilobytes < 100 || checkpointKilobytes > 1_000_000) {
            throw new IllegalArgumentException(checkpointKilobytes + " KB are not between 100 and 1000000");
        }
    }

    /** The usual server: safe from being killed, not from a power cut. */
    static StandinOptions of(String bind, int port, Path data) {
        return new StandinOptions(
                bind, port, data, false, DEFAULT_CACHE_MEGABYTES, DEFAULT_PAGE_BYTES, DEFAULT_CHECKPOINT_KILOBYTES);
    }
}
