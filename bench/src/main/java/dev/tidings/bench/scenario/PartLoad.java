package dev.tidings.bench.scenario;

import java.util.List;

/** What one part of the server is asked to do for messages on their way, with nothing around it. */
interface PartLoad extends AutoCloseable {
    /** The part that works, as the processes of the server are named. */
    String part();

    /** What it does for a message, for the table. */
    String work();

    /** How many groups are under way at a time, each in a thread of its own, as in the server. */
    int groupsAtOnce();

    /** Makes a group; what it takes is not measured. */
    Runnable group(List<Long> messages);

    @Override
    void close();
}
