package dev.tidings.checker;

/** 64 bits for texts. */
final class Hash {
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long FACTOR = 0xBF58476D1CE4E5B9L;

    private Hash() {}

    static long of(String text) {
        return end(add(SEED, text));
    }

    static long of(String first, String second) {
        return end(add(add(SEED, first) + 1, second));
    }

    private static long add(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FACTOR;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    private static long end(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
