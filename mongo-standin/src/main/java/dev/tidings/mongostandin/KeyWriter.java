package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as bytes whose unsigned order is MongoDB's order of those values: first by type (null, numbers,
 * strings, documents, arrays, binary, ids, booleans, dates …), then by value. No encoding is the beginning of another
 * one, so encodings can follow each other in a compound key, and a descending field is the same bytes inverted.
 *
 * <p>Numbers of every width share one encoding, so 1, 1L and 1.0 are one key. Strings compare by their UTF-8 bytes.
 */
final class KeyWriter {
    static final int NULL_TAG = 0x10;
    static final int NUMBER_TAG = 0x20;

    /** Two bytes end a string, and 0x00 inside it becomes 0x00 0xFF, so that a longer string sorts behind. */
    private static final int END_OF_STRING = 0x01;

    private static final int ESCAPED_ZERO = 0xFF;

    /** The first long a double cannot hold: 2^63. */
    private static final double TWO_TO_63 = 0x1p63;

    private byte[] buffer = new byte[80];
    private int length;

    /** The key of one value on its own, in ascending order. */
    static byte[] keyOf(@Nullable Object value) {
        KeyWriter writer = new KeyWriter();
        writer.value(value, true);
        return writer.toBytes();
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Appends the key of a value given in the library's classes. */
    void value(@Nullable Object value, boolean ascending) {
        byte[] bson = Bson.encode(new Document("", value));
        element(bson, 4, ascending);
    }

    /** Appends the key of the element whose type byte is at {@code at}, or of a missing one if that is -1. */
    void element(byte[] bson, int at, boolean ascending) {
        int from = length;
        if (at < 0) {
            put(NULL_TAG);
        } else {
            byte type = bson[at];
            bsonValue(type, bson, Bson.nameEnd(bson, at + 1) + 1);
        }
        if (!ascending) {
            for (int i = from; i < length; i++) {
                buffer[i] = (byte) ~buffer[i];
            }
        }
    }

    void bytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /** The tag every key of this value's type begins with. */
    static int tag(byte type) {
        return switch (type) {
            case Bson.MIN_KEY -> 0x05;
            case Bson.NULL, Bson.UNDEFINED -> NULL_TAG;
            case Bson.DOUBLE, Bson.INT32, Bson.INT64, Bson.DECIMAL128 -> NUMBER_TAG;
            case Bson.STRING -> 0x30;
            case Bson.DOCUMENT -> 0x40;
            case Bson.ARRAY -> 0x50;
            case Bson.BINARY -> 0x60;
            case Bson.OBJECT_ID -> 0x70;
            case Bson.BOOLEAN -> 0x80;
            case Bson.DATE -> 0x90;
            case Bson.TIMESTAMP -> 0xA0;
            case Bson.REGEX -> 0xB0;
            case Bson.JAVASCRIPT -> 0xC0;
            case Bson.MAX_KEY -> 0xF0;
            default -> throw new IllegalStateException("no key order for BSON type " + type);
        };
    }

    private void bsonValue(byte type, byte[] bson, int at) {
        put(tag(type));
        switch (type) {
            case Bson.DOUBLE -> number(Double.longBitsToDouble(Bson.int64(bson, at)), 0);
            case Bson.INT32 -> number(Bson.int32(bson, at), 0);
            case Bson.INT64 -> integer(Bson.int64(bson, at));
            case Bson.STRING, Bson.JAVASCRIPT -> text(bson, at + 4, at + 4 + Bson.int32(bson, at) - 1);
            case Bson.DOCUMENT -> document(bson, at, true);
            case Bson.ARRAY -> document(bson, at, false);
            case Bson.BINARY -> binary(bson, at);
            case Bson.OBJECT_ID -> copy(bson, at, 12);
            case Bson.BOOLEAN -> put(bson[at]);
            case Bson.DATE -> bigEndian(Bson.int64(bson, at) ^ Long.MIN_VALUE);
            case Bson.TIMESTAMP -> bigEndian(Bson.int64(bson, at));
            case Bson.REGEX -> {
                int end = Bson.nameEnd(bson, at);
                text(bson, at, end);
                text(bson, end + 1, Bson.nameEnd(bson, end + 1));
            }
            case Bson.DECIMAL128 ->
                throw new MongoServerError(
                        72, "InvalidOptions", "Decimal128 in an indexed field is not supported by this server");
            default -> {
                // the tag says it all: null, the smallest and the largest key
            }
        }
    }

    /** A double, and behind it how far the exact integer is from it: that tells longs beyond 2^53 apart. */
    private void integer(long value) {
        double nearest = (double) value;
        long distance = nearest == TWO_TO_63 ? value - Long.MAX_VALUE - 1 : value - (long) nearest;
        number(nearest, (int) distance);
    }

    private void number(double value, int distance) {
        long sortable;
        if (Double.isNaN(value)) {
            sortable = 0; // below every number, as in MongoDB
        } else {
            long bits = Double.doubleToRawLongBits(value == 0 ? 0.0 : value);
            sortable = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
        }
        bigEndian(sortable);
        int biased = distance + 0x8000;
        put(biased >>> 8);
        put(biased);
    }

    private void text(byte[] bytes, int from, int to) {
        reserve(2 * (to - from) + 2);
        byte[] target = buffer;
        int at = length;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            target[at++] = b;
            if (b == 0) {
                target[at++] = (byte) ESCAPED_ZERO;
            }
        }
        target[at++] = 0;
        target[at++] = END_OF_STRING;
        length = at;
    }

    private void document(byte[] bson, int start, boolean named) {
        int at = start + 4;
        while (bson[at] != 0) {
            byte type = bson[at];
            int nameEnd = Bson.nameEnd(bson, at + 1);
            if (named) {
                put(tag(type));
                text(bson, at + 1, nameEnd);
            }
            bsonValue(type, bson, nameEnd + 1);
            at = Bson.valueEnd(type, bson, nameEnd + 1);
        }
        put(0);
    }

    private void binary(byte[] bson, int at) {
        int size = Bson.int32(bson, at);
        reserve(4);
        Bson.putInt32(buffer, length, Integer.reverseBytes(size));
        length += 4;
        copy(bson, at + 4, size + 1);
    }

    private void bigEndian(long value) {
        reserve(8);
        Bson.putInt64BigEndian(buffer, length, value);
        length += 8;
    }

    private void copy(byte[] bytes, int from, int count) {
        reserve(count);
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    private void put(int b) {
        reserve(1);
        buffer[length++] = (byte) b;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }
}
