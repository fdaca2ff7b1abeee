package dev.tidings.checker;

import java.util.Arrays;

/** From a number to a small number, 0 if there is none: open addressing, 12 bytes a slot. */
final class LongIntMap {
    private static final int START = 1 << 10;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] keys = new long[START];
    private int[] values = new int[START];
    private int size;

    /** What belongs to the key; 0 if nothing does. */
    int get(long key) {
        return values[slot(keys, values, key)];
    }

    /** Sets what belongs to the key; not 0. */
    void put(long key, int value) {
        int slot = slot(keys, values, key);
        if (values[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size * 5L > keys.length * 3L) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int slot = slot(keys, values, oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
        Arrays.fill(oldKeys, 0);
    }

    private static int slot(long[] keys, int[] values, long key) {
        int mask = keys.length - 1;
        long mixed = key * GOLDEN;
        int slot = (int) (mixed ^ mixed >>> 32) & mask;
        while (values[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
