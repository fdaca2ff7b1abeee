package dev.tidings.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A chat server under measurement. */
public interface Server extends Connector, AutoCloseable {
    /** What it is called in tables. */
    String name();

    /** The versions of its parts, by their names; it must be running. */
    Map<String, String> versions() throws IOException, InterruptedException;

    /** What is known to be true when a send was acked. */
    String ackProves();

    /** Starts it with nothing in it, and returns when it answers. */
    void start();

    /** Makes these users known; each may then connect. */
    void register(List<String> users);

    /** Its processes by part; a part may come and go. */
    Map<String, List<Long>> processes();

    /**
     * How many messages are stored for each of these users, after everything has settled.
     *
     * @return by user; empty if the server has no way to tell
     */
    Map<String, Long> stored(List<String> users);

    /** Stops all that was started. */
    @Override
    void close();
}
