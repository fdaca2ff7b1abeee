package dev.tidings.stores;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What differs between the stores: what is run, how to tell that it answers, and where it is found. */
interface StoreProgram {
    StoreKind kind();

    /**
     * Makes the data folder ready; does nothing where an earlier start has done it. A kill in the middle must leave either
     * nothing or everything.
     */
    void prepare() throws IOException;

    /** The command line. Holds no secret: every user of the machine can read it. The same settings give the same line. */
    List<String> command();

    /** Whether what the command line does not show, a password, is still what the last {@link #prepare} wrote down. */
    default boolean isPrepared() throws IOException {
        return true;
    }

    /** The port on 127.0.0.1. */
    int port();

    /** One question to the port, and whether the answer is that of a store that is ready. Takes at most two seconds. */
    boolean answers() throws IOException;

    /** The configuration keys by which Tidings finds this store, with their values; may hold a password. */
    Map<String, String> config();

    /** Where the store keeps what must survive. */
    Path data();
}
