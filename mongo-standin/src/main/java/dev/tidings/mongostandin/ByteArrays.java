package dev.tidings.mongostandin;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How keys and values lie in a page. Keys are ordered as unsigned bytes and share their beginnings on disk. */
final class ByteArrays extends BasicDataType<byte[]> {
    static final ByteArrays KEYS = new ByteArrays(true);
    static final ByteArrays VALUES = new ByteArrays(false);

    /** What an array costs in memory beside its bytes: its header and the reference to it. */
    private static final int OVERHEAD_BYTES = 24;

    private final boolean prefixed;

    private ByteArrays(boolean prefixed) {
        this.prefixed = prefixed;
    }

    @Override
    public int getMemory(byte[] bytes) {
        return OVERHEAD_BYTES + bytes.length;
    }

    @Override
    public int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    @Override
    public int binarySearch(byte[] key, Object storage, int size, int initialGuess) {
        byte[][] keys = (byte[][]) storage;
        int low = 0;
        int high = size - 1;
        int at = initialGuess - 1;
        if (at < 0 || at > high) {
            at = high >>> 1;
        }
        while (low <= high) {
            int order = Arrays.compareUnsigned(key, keys[at]);
            if (order > 0) {
                low = at + 1;
            } else if (order < 0) {
                high = at - 1;
            } else {
                return at;
            }
            at = (low + high) >>> 1;
        }
        return ~low;
    }

    @Override
    public void write(WriteBuffer buffer, byte[] bytes) {
        buffer.putVarInt(bytes.length).put(bytes);
    }

    @Override
    public byte[] read(ByteBuffer buffer) {
        byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void write(WriteBuffer buffer, Object storage, int length) {
        byte[][] arrays = (byte[][]) storage;
        byte[] previous = {};
        for (int i = 0; i < length; i++) {
            byte[] bytes = arrays[i];
            if (prefixed) {
                int mismatch = Arrays.mismatch(previous, bytes);
                int shared = mismatch < 0 ? bytes.length : mismatch;
                buffer.putVarInt(shared).putVarInt(bytes.length - shared).put(bytes, shared, bytes.length - shared);
                previous = bytes;
            } else {
                write(buffer, bytes);
            }
        }
    }

    @Override
    public void read(ByteBuffer buffer, Object storage, int length) {
        byte[][] arrays = (byte[][]) storage;
        byte[] previous = {};
        for (int i = 0; i < length; i++) {
            if (prefixed) {
                int shared = DataUtils.readVarInt(buffer);
                int rest = DataUtils.readVarInt(buffer);
                byte[] bytes = Arrays.copyOf(previous, shared + rest);
                if (shared > previous.length) {
                    throw new IllegalStateException("a page's keys do not fit together");
                }
                buffer.get(bytes, shared, rest);
                previous = bytes;
                arrays[i] = bytes;
            } else {
                arrays[i] = read(buffer);
            }
        }
    }

    @Override
    public byte[][] createStorage(int size) {
        return new byte[size][];
    }
}
