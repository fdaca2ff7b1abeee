package dev.tidings.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A crash point of the server, by its name, and what must fail so that the server comes there.
 *
 * @param point a name of {@code dev.tidings.fault.CrashPoint}
 * @param failing another point, at which the step fails each time; empty if nothing has to
 */
record CrashStep(String point, String failing) {
    /** Enough for the load to be well under way. */
    private static final int NTH_MAX = 40;

    /** Every point, in the order in which a message comes to them. */
    static final List<CrashStep> ALL = List.of(
            always("BEFORE_PUT"),
            always("BEFORE_COMMIT"),
            always("AFTER_COMMIT"),
            always("AFTER_ACK"),
            always("BEFORE_ALLOCATE"),
            always("AFTER_ALLOCATE"),
            always("AFTER_STORE"),
            always("AFTER_SETTLE"),
            always("BEFORE_PUSH"),
            always("AFTER_PUSH"),
            always("AFTER_EVENTS"),
            pushFailing("BEFORE_PUSH_QUEUE"),
            pushFailing("AFTER_PUSH_QUEUE"),
            pushFailing("BEFORE_QUEUED_PUSH"),
            pushFailing("AFTER_QUEUED_PUSH"),
            always("BEFORE_RECORD"),
            always("AFTER_RECORD"),
            always("AFTER_ROWS"));

    private static CrashStep always(String point) {
        return new CrashStep(point, "");
    }

    private static CrashStep pushFailing(String point) {
        return new CrashStep(point, "BEFORE_PUSH");
    }

    /** The lines that arm it: at its first time, or at some time later. */
    List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        lines.add(point + " halt " + (1 + random.nextInt(NTH_MAX)));
        if (!failing.isEmpty()) {
            lines.add(failing + " fail");
        }
        return lines;
    }
}
