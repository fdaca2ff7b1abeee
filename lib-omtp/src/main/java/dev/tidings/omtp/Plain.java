package dev.tidings.omtp;

/** An envelope that knows its size, so that it is written once, to the place in the frame where it belongs. */
interface Plain {
    int size();

    /** Writes {@link #size()} bytes. */
    void writeTo(byte[] target, int offset);
}
