package dev.tidings.transfer;

import java.time.Duration;

/**
 * When the groups of a {@link Gathering} begin.
 *
 * @param pace the least time from one group's start to the next's, so that groups grow; zero for work that somebody waits for, and
 *     only with one group at once
 * @param linger how long the first of a group waits for others, if the group before began a moment ago: what was sent together
 *     comes one after the other; zero not to wait
 * @param groupsAtOnce how many groups may be under way; more use more of an idle store, fewer make larger groups
 */
record Rhythm(Duration pace, Duration linger, int groupsAtOnce) {
    Rhythm {
        if (!pace.isZero() && groupsAtOnce != 1) {
            throw new IllegalArgumentException("a pace is kept by one group at a time");
        }
    }

    /** No group waits for anything but a place. */
    static Rhythm immediate(int groupsAtOnce) {
        return new Rhythm(Duration.ZERO, Duration.ZERO, groupsAtOnce);
    }
}
