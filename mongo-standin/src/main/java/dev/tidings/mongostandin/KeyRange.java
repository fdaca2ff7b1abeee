package dev.tidings.mongostandin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Neighbouring keys of an index: from {@code low} (included) up to {@code high} (not included, null: the end). */
final class KeyRange {
    static final KeyRange ALL = new KeyRange(new byte[0], null, false);

    private final byte[] low;
    private final byte @Nullable [] high;
    private final boolean point;

    private KeyRange(byte[] low, byte @Nullable [] high, boolean point) {
        this.low = low;
        this.high = high;
        this.point = point;
    }

    static KeyRange between(byte[] low, byte @Nullable [] high) {
        return new KeyRange(low, high, false);
    }

    /** Every key that begins with these bytes. */
    static KeyRange startingWith(byte[] prefix) {
        return new KeyRange(prefix, after(prefix), false);
    }

    /** The one key that is these bytes. */
    static KeyRange exactly(byte[] key) {
        return new KeyRange(key, after(key), true);
    }

    /** What is in any of these, as ranges that ascend and do not overlap; empty ones are left out. */
    static List<KeyRange> union(List<KeyRange> ranges) {
        List<KeyRange> union = new ArrayList<>();
        ranges.stream()
                .filter(range -> !range.isEmpty())
                .sorted((a, b) -> Arrays.compareUnsigned(a.low, b.low))
                .forEach(range -> {
                    KeyRange last = union.isEmpty() ? null : union.get(union.size() - 1);
                    if (last == null || last.endsBefore(range.low)) {
                        union.add(range);
                    } else {
                        union.set(union.size() - 1, between(last.low, later(last.high, range.high)));
                    }
                });
        return union;
    }

    private static byte @Nullable [] later(byte @Nullable [] a, byte @Nullable [] b) {
        return a == null || b == null ? null : Arrays.compareUnsigned(a, b) > 0 ? a : b;
    }

    /** The first key behind all that begin with these bytes; null if there is none. */
    static byte @Nullable [] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xFF) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
    }

    byte[] low() {
        return low;
    }

    byte @Nullable [] high() {
        return high;
    }

    boolean isPoint() {
        return point;
    }

    boolean isEmpty() {
        return high != null && Arrays.compareUnsigned(low, high) >= 0;
    }

    boolean endsBefore(byte[] key) {
        return high != null && Arrays.compareUnsigned(key, high) >= 0;
    }

    boolean startsAfter(byte[] key) {
        return Arrays.compareUnsigned(key, low) < 0;
    }
}
