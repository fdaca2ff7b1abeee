package dev.tidings.mongostandin;

import java.util.Arrays;

/** The order-preserving key of one document: its encoded {@code _id}. */
final class RowKey {
    private final byte[] bytes;

    RowKey(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKey rowKey && Arrays.equals(bytes, rowKey.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "RowKey[" + bytes.length + " bytes]";
    }
}
