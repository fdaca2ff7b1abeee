package dev.tidings.omtp;

/** What is done to an envelope's bytes on the wire. A connection uses one compression for its life. */
public enum Compression {
    NONE,
    GZIP
}
