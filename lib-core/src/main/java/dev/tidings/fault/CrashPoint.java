package dev.tidings.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places between two steps of a message's way at which a test lets the process die, to see that nothing depends on
 * getting any further. They do nothing unless the system property {@code tidings.crash-points} names a file when the
 * process starts. Each of its lines is {@code NAME halt N}: the process halts when it comes to that point for the N-th
 * time; or {@code NAME fail}: the step fails there each time.
 */
public enum CrashPoint {
    /** A message has passed the rules and is not in the queue. */
    BEFORE_PUT,
    /** A group is sent to the broker and not committed. */
    BEFORE_COMMIT,
    /** A group is on the broker's disk, and no sender knows. */
    AFTER_COMMIT,
    /** The senders of a group have been told. */
    AFTER_ACK,
    /** A batch was received, and nothing was done. */
    BEFORE_ALLOCATE,
    /** A batch has places, and nothing is stored. */
    AFTER_ALLOCATE,
    /** A batch is stored, and nobody can read it. */
    AFTER_STORE,
    /** A batch can be read, and was pushed to nobody. */
    AFTER_SETTLE,
    /** The push module is called. */
    BEFORE_PUSH,
    /** A batch was pushed, and the business server is not told that it is stored. */
    AFTER_PUSH,
    /** Everything is done, and the batch not acknowledged. */
    AFTER_EVENTS,
    /** The push module has failed, and the batch is not on the push queue. */
    BEFORE_PUSH_QUEUE,
    /** A batch is on the push queue and not acknowledged. */
    AFTER_PUSH_QUEUE,
    /** A batch from the push queue was received and not pushed. */
    BEFORE_QUEUED_PUSH,
    /** A batch from the push queue was pushed and not acknowledged. */
    AFTER_QUEUED_PUSH,
    /** A batch was received for the full history and not recorded. */
    BEFORE_RECORD,
    /** A batch is recorded, and its conversations have no rows. */
    AFTER_RECORD,
    /** A batch is recorded and not acknowledged. */
    AFTER_ROWS;

    /** The exit code of a process that halted at one of these points. */
    public static final int EXIT_CODE = 86;

    private static final String PROPERTY = "tidings.crash-points";
    private static final int NEVER = Integer.MIN_VALUE;
    private static final boolean ARMED = System.getProperty(PROPERTY) != null;
    /** How often each point may still be passed; {@link #NEVER} for one at which the step fails. */
    private static final Map<CrashPoint, AtomicInteger> LEFT = ARMED ? read(System.getProperty(PROPERTY)) : Map.of();

    /**
     * The process comes to this point.
     *
     * @throws IllegalStateException if the step is to fail here
     */
    public void reach() {
        if (ARMED) {
            decide(LEFT.get(this));
        }
    }

    private void decide(@Nullable AtomicInteger left) {
        if (left == null) {
            return;
        }
        if (left.get() == NEVER) {
            throw new IllegalStateException("fails at " + this + ", as the test wants it");
        }
        if (left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private static Map<CrashPoint, AtomicInteger> read(String file) {
        Map<CrashPoint, AtomicInteger> left = new EnumMap<>(CrashPoint.class);
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] words = line.trim().split(" ", -1);
                if (!words[0].isEmpty()) {
                    left.put(valueOf(words[0]), new AtomicInteger(times(words)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the crash points cannot be read", e);
        }
        return left;
    }

    private static int times(String[] words) {
        if (words.length == 2 && words[1].equals("fail")) {
            return NEVER;
        }
        if (words.length == 3 && words[1].equals("halt")) {
            return Integer.parseInt(words[2]);
        }
        throw new IllegalArgumentException(PROPERTY + ": a line is NAME halt N, or NAME fail");
    }
}
