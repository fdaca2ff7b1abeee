package dev.tidings.cluster;

import com.google.protobuf.ByteString;
import dev.tidings.cluster.proto.Kind;
import dev.tidings.cluster.proto.Pulse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Another node: when it was last heard of, whether it answers, and what it must be told until it says that it heard. */
final class Peer {
    /** Deliveries under way to one node; beyond it they go through the push queue. */
    static final int CALLS_MAX = 256;
    /** What a node must still be told; beyond it, it is told to start over. */
    static final int COMMANDS_MAX = 1_000;
    /** A kick has to be there within a second, and its letter may be lost. */
    private static final long COMMAND_PATIENCE = 250_000_000;

    private static final long SLOW_MIN = 500_000_000;
    private static final long SLOW_MAX = 4_000_000_000L;

    final NodeId id;
    final String sender;
    final AtomicInteger calls = new AtomicInteger();
    private volatile Pulse pulse = Pulse.getDefaultInstance();
    private volatile long heard;
    private long slowSince;
    private long slowUntil;
    private int timeouts;
    private long snapshotAsked;
    private boolean snapshotWanted;

    /** A question that is asked until it is answered. */
    record Command(long question, Kind kind, ByteString body) {}

    private static final class Due {
        private final Command command;
        private long at;

        private Due(Command command, long at) {
            this.command = command;
            this.at = at;
        }
    }

    private final Map<Long, Due> due = new LinkedHashMap<>();

    Peer(NodeId id, String sender, long now) {
        this.id = id;
        this.sender = sender;
        this.heard = now;
    }

    void heard(long now) {
        heard = now;
    }

    void pulse(Pulse latest) {
        pulse = latest;
    }

    Pulse pulse() {
        return pulse;
    }

    long silentNanos(long now) {
        return now - heard;
    }

    /** Whether it left something unanswered and a new call would only wait: not heard since, or tried again too soon. */
    synchronized boolean isSlow(long now) {
        return timeouts > 0 && (heard - slowSince <= 0 || now - slowUntil < 0);
    }

    synchronized void timedOut(long now) {
        timeouts++;
        slowSince = now;
        slowUntil = now + Math.min(SLOW_MAX, SLOW_MIN << Math.min(timeouts - 1, 4));
    }

    synchronized void answered() {
        timeouts = 0;
    }

    /** Whether everything is to be asked for now; not again until half a second has passed. */
    synchronized boolean wantsSnapshot(long now) {
        if (snapshotWanted && now - snapshotAsked < SLOW_MIN) {
            return false;
        }
        snapshotWanted = true;
        snapshotAsked = now;
        return true;
    }

    synchronized void hasSnapshot() {
        snapshotWanted = false;
    }

    /** Adds what it must be told. False if that is too much already; then nothing else is left to be told. */
    synchronized boolean command(Command command, long now) {
        if (due.size() >= COMMANDS_MAX) {
            due.clear();
            return false;
        }
        due.put(command.question(), new Due(command, now));
        return true;
    }

    synchronized List<Command> dueCommands(long now) {
        List<Command> ready = new ArrayList<>();
        for (Due it : due.values()) {
            if (now - it.at >= 0) {
                it.at = now + COMMAND_PATIENCE;
                ready.add(it.command);
            }
        }
        return ready;
    }

    /**
     * Takes note of an answer; says whether it was to a command. A delivery that failed there is not repeated, since it would
     * fail again.
     */
    synchronized boolean commandDone(long question, boolean done) {
        Due answered = due.get(question);
        if (answered != null && (done || answered.command.kind() == Kind.DELIVER)) {
            due.remove(question);
        }
        return answered != null;
    }
}
