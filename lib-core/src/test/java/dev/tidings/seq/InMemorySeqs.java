package dev.tidings.seq;

import dev.tidings.message.MessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The same rules as the scripts in Redis, step by step, and the same forgetfulness on demand. */
public class InMemorySeqs implements Seqs {
    /** How many settled messages still get the places they had: what Redis keeps for a minute. */
    private static final int REMEMBERED_MAX = 1_000;

    private static final class State {
        private long last;
        private long watermark;
        private final Deque<Long> holes = new ArrayDeque<>();
        private final TreeSet<Long> above = new TreeSet<>();
    }

    private final SeqTruth truth;
    private final Map<Series, State> states = new HashMap<>();
    private final Map<MessageId, Map<Series, Long>> pending = new HashMap<>();
    private final Map<Series, Object> restoring = new HashMap<>();
    private final Map<MessageId, Map<Series, Long>> settled = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, Map<Series, Long>> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** Called between reading the truth and believing it; a test lets others overtake there. */
    public Runnable whileRestoring = () -> {};

    public InMemorySeqs(SeqTruth truth) {
        this.truth = truth;
    }

    /** What FLUSHALL does. */
    public synchronized void forgetEverything() {
        states.clear();
        pending.clear();
        restoring.clear();
        settled.clear();
    }

    /** Runs a script when every counter that it needs is there. */
    private <T> T with(Collection<Series> needed, Supplier<T> script) {
        while (true) {
            Set<Series> missing = new HashSet<>();
            Map<Series, Object> tokens = new HashMap<>();
            synchronized (this) {
                needed.stream().filter(it -> !states.containsKey(it)).forEach(missing::add);
                if (missing.isEmpty()) {
                    return script.get();
                }
                missing.forEach(it -> tokens.put(it, restoring.computeIfAbsent(it, any -> new Object())));
            }
            Map<Series, Extent> extents = truth.extents(missing);
            whileRestoring.run();
            extents.forEach((series, extent) -> restore(series, extent, tokens.get(series)));
        }
    }

    private synchronized void restore(Series series, Extent extent, Object token) {
        if (!isCurrent(token, restoring.get(series))) {
            return;
        }
        restoring.remove(series);
        State state = new State();
        state.last = extent.max();
        state.watermark = extent.watermark();
        state.holes.addAll(extent.holes());
        Set<Long> holes = new HashSet<>(extent.holes());
        for (long seq = extent.watermark() + 1; seq <= extent.max(); seq++) {
            if (!holes.contains(seq)) {
                state.above.add(seq);
            }
        }
        states.putIfAbsent(series, state);
    }

    /** Whether nobody restored, gave up or forgot the series since the truth was read. */
    protected boolean isCurrent(Object mine, @org.jspecify.annotations.Nullable Object current) {
        return mine.equals(current);
    }

    private State state(Series series) {
        State state = states.get(series);
        if (state == null) {
            throw new IllegalStateException("no counter of " + series);
        }
        return state;
    }

    @Override
    public Allocation allocateSeeingNewest(List<Claim> claims) {
        List<Series> needed =
                claims.stream().flatMap(it -> it.series().stream()).toList();
        return with(needed, () -> {
            List<Places> places = new ArrayList<>();
            for (Claim claim : claims) {
                Map<Series, Long> had = given(claim.message());
                Map<Series, Long> seqs = new LinkedHashMap<>();
                claim.series().forEach(series -> seqs.put(series, had.computeIfAbsent(series, this::next)));
                places.add(new Places(claim.message(), seqs));
            }
            Map<Series, Long> newest = new HashMap<>();
            needed.forEach(series -> newest.put(series, state(series).watermark));
            return new Allocation(places, newest);
        });
    }

    private Map<Series, Long> given(MessageId message) {
        Map<Series, Long> remembered = settled.get(message);
        return remembered != null ? remembered : pending.computeIfAbsent(message, it -> new HashMap<>());
    }

    private long next(Series series) {
        State state = state(series);
        return state.holes.isEmpty() ? ++state.last : state.holes.removeFirst();
    }

    @Override
    public void settle(List<Places> stored) {
        Set<Series> needed = new HashSet<>();
        stored.forEach(places -> needed.addAll(places.seqs().keySet()));
        with(needed, () -> {
            stored.forEach(places -> places.seqs().forEach((series, seq) -> {
                if (seq > state(series).watermark) {
                    state(series).above.add(seq);
                }
            }));
            needed.forEach(series -> advance(state(series)));
            stored.forEach(places -> {
                Map<Series, Long> had = pending.remove(places.message());
                if (had != null) {
                    remember(places.message(), had);
                }
            });
            return stored;
        });
    }

    private void advance(State state) {
        long highest = state.above.isEmpty() ? state.watermark : state.above.last();
        for (long seq = state.last + 1; seq < highest; seq++) {
            if (!state.above.contains(seq)) {
                passedOver(state.holes, seq);
            }
        }
        state.last = Math.max(state.last, highest);
        while (state.above.remove(state.watermark + 1)) {
            state.watermark++;
        }
    }

    /** A place below one that is stored, which the counter does not know to be given: it was, before it forgot. */
    protected void passedOver(Deque<Long> holes, long seq) {
        holes.add(seq);
    }

    /** Lets a worker that was overtaken have the same places once more. */
    protected void remember(MessageId message, Map<Series, Long> had) {
        settled.put(message, had);
    }

    @Override
    public synchronized void surrender(MessageId message, Series series) {
        given(message).remove(series);
        states.remove(series);
        restoring.remove(series);
    }

    @Override
    public synchronized void release(MessageId message, Series series, long seq) {
        given(message).remove(series);
        State state = states.get(series);
        if (state == null || seq <= state.watermark || seq > state.last) {
            return;
        }
        if (state.last == seq) {
            state.last--;
        } else {
            state.holes.add(seq);
        }
    }

    @Override
    public synchronized void tidy() {
        Set<Series> behind = new HashSet<>();
        states.forEach((series, state) -> {
            if (!state.above.isEmpty()) {
                behind.add(series);
            }
        });
        states.keySet().removeAll(behind);
        restoring.keySet().removeAll(behind);
    }

    @Override
    public Map<Series, Long> newest(Collection<Series> series) {
        return with(series, () -> {
            Map<Series, Long> newest = new HashMap<>();
            series.forEach(it -> newest.put(it, state(it).watermark));
            return newest;
        });
    }
}
