package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Numbers that only grow: what was told to anybody, whoever asks afterwards must be told as well. */
final class Registers implements Rule {
    /** Whoever asked longer ago than that is compared with less. */
    private static final int STEPS_MAX = 256;

    /** When somebody was first told how much, as a staircase. */
    private static final class Register {
        private final TreeMap<Long, Line> steps = new TreeMap<>();

        void told(Line line) {
            Map.Entry<Long, Line> floor = steps.floorEntry(line.t());
            if (floor != null && floor.getValue().seq() >= line.seq()) {
                return;
            }
            steps.put(line.t(), line);
            Map.Entry<Long, Line> next = steps.higherEntry(line.t());
            while (next != null && next.getValue().seq() <= line.seq()) {
                steps.remove(next.getKey());
                next = steps.higherEntry(line.t());
            }
            if (steps.size() > STEPS_MAX) {
                steps.pollFirstEntry();
            }
        }

        /** The most that had been told before. */
        @Nullable
        Line before(long asked) {
            Map.Entry<Long, Line> floor = steps.lowerEntry(asked);
            return floor == null ? null : floor.getValue();
        }
    }

    private final Facts facts;
    private final Map<String, Register> newest = new HashMap<>();
    private final Map<String, Register> reads = new HashMap<>();

    Registers(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        switch (line.kind()) {
            case NEWEST -> {
                if (line.isOk()
                        && !(line.conversation().isEmpty() && line.owner().isEmpty())) {
                    String series = line.owner().isEmpty() ? line.conversation() : line.owner() + "'s mailbox";
                    ask(Invariant.MONOTONE_MAX, "the newest of " + series, newest, line.clock() + '|' + series, line);
                }
            }
            case READ_END -> {
                if (line.isOk()) {
                    reads.computeIfAbsent(readKey(line), key -> new Register()).told(line);
                }
            }
            case READ_AT ->
                ask(
                        Invariant.READ_MONOTONE,
                        line.user() + "'s read position in " + line.conversation(),
                        reads,
                        readKey(line),
                        line);
            default -> {
                // No such number.
            }
        }
    }

    private static String readKey(Line line) {
        return line.clock() + '|' + line.user() + '|' + line.conversation();
    }

    private void ask(Invariant invariant, String what, Map<String, Register> all, String key, Line line) {
        Register register = all.computeIfAbsent(key, it -> new Register());
        facts.judge(invariant);
        Line before = register.before(line.asked());
        if (before != null && before.seq() > line.seq()) {
            facts.broken(
                    invariant,
                    what + " was " + before.seq() + " (line " + before.number() + ", " + before.client() + "), and "
                            + line.seq() + " for " + line.client() + ", who asked afterwards (line " + line.number()
                            + ")");
        }
        register.told(line);
    }
}
