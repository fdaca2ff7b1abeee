package dev.tidings.seq;

import dev.tidings.message.MessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The same rules as the scripts in Redis, and the same forgetfulness on demand. */
public class InMemorySeqs implements Seqs {
    private static final class State {
        private long last;
        private long watermark;
        private final Deque<Long> holes = new ArrayDeque<>();
        private final TreeSet<Long> above = new TreeSet<>();
    }

    private final SeqTruth truth;
    private final Map<Series, State> states = new HashMap<>();
    private final Map<MessageId, Map<Series, Long>> pending = new HashMap<>();

    public InMemorySeqs(SeqTruth truth) {
        this.truth = truth;
    }

    /** What FLUSHALL does. */
    public synchronized void forgetEverything() {
        states.clear();
        pending.clear();
    }

    private State state(Series series) {
        return states.computeIfAbsent(series, it -> {
            Extent extent = truth.extents(List.of(series)).getOrDefault(series, Extent.EMPTY);
            State state = new State();
            state.last = extent.max();
            state.watermark = extent.watermark();
            state.holes.addAll(extent.holes());
            for (long seq = extent.watermark() + 1; seq <= extent.max(); seq++) {
                if (!extent.holes().contains(seq)) {
                    state.above.add(seq);
                }
            }
            return state;
        });
    }

    @Override
    public synchronized List<Places> allocate(List<Claim> claims) {
        List<Places> places = new ArrayList<>();
        for (Claim claim : claims) {
            Map<Series, Long> had = pending.computeIfAbsent(claim.message(), it -> new HashMap<>());
            Map<Series, Long> seqs = new LinkedHashMap<>();
            claim.series().forEach(series -> seqs.put(series, had.computeIfAbsent(series, this::next)));
            places.add(new Places(claim.message(), seqs));
        }
        return places;
    }

    private long next(Series series) {
        State state = state(series);
        return state.holes.isEmpty() ? ++state.last : state.holes.removeFirst();
    }

    @Override
    public synchronized void settle(List<Places> stored) {
        for (Places places : stored) {
            places.seqs().forEach((series, seq) -> {
                State state = state(series);
                state.last = Math.max(state.last, seq);
                if (seq > state.watermark) {
                    state.above.add(seq);
                }
                while (state.above.remove(state.watermark + 1)) {
                    state.watermark++;
                }
            });
            pending.remove(places.message());
        }
    }

    @Override
    public synchronized void surrender(MessageId message, Series series) {
        pending.getOrDefault(message, new HashMap<>()).remove(series);
        states.remove(series);
    }

    @Override
    public synchronized void release(MessageId message, Series series, long seq) {
        pending.getOrDefault(message, new HashMap<>()).remove(series);
        State state = states.get(series);
        if (state == null || seq <= state.watermark) {
            return;
        }
        if (state.last == seq) {
            state.last--;
        } else {
            state.holes.add(seq);
        }
    }

    @Override
    public synchronized Map<Series, Long> newest(Collection<Series> series) {
        Map<Series, Long> newest = new HashMap<>();
        series.forEach(it -> newest.put(it, state(it).watermark));
        return newest;
    }
}
