package dev.tidings.offline;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Marks in the heap, for tests. */
public final class InMemoryPushMarks implements PushMarks {
    private final Set<PushMark> set = new HashSet<>();

    @Override
    public synchronized Set<PushMark> claim(Collection<PushMark> marks) {
        Set<PushMark> claimed = new LinkedHashSet<>(marks);
        claimed.removeIf(mark -> !set.add(mark));
        return claimed;
    }

    @Override
    public synchronized void release(Collection<PushMark> marks) {
        marks.forEach(set::remove);
    }
}
