package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads BSON where it lies. Offsets are into the array; an element is a type byte, a name that ends in a zero byte,
 * and a value. Everything but {@link #validate} trusts its input, so bytes from a client are validated first.
 */
final class Bson {
    static final byte DOUBLE = 0x01;
    static final byte STRING = 0x02;
    static final byte DOCUMENT = 0x03;
    static final byte ARRAY = 0x04;
    static final byte BINARY = 0x05;
    static final byte UNDEFINED = 0x06;
    static final byte OBJECT_ID = 0x07;
    static final byte BOOLEAN = 0x08;
    static final byte DATE = 0x09;
    static final byte NULL = 0x0A;
    static final byte REGEX = 0x0B;
    static final byte JAVASCRIPT = 0x0D;
    static final byte INT32 = 0x10;
    static final byte TIMESTAMP = 0x11;
    static final byte INT64 = 0x12;
    static final byte DECIMAL128 = 0x13;
    static final byte MAX_KEY = 0x7F;
    static final byte MIN_KEY = (byte) 0xFF;

    static final byte SUBTYPE_GENERIC = 0x00;
    static final byte SUBTYPE_OLD_UUID = 0x03;
    static final byte SUBTYPE_UUID = 0x04;

    /** The largest document, as in MongoDB: 16 MiB. */
    static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

    /** How deep documents may nest, as in MongoDB. */
    private static final int MAX_DEPTH = 180;

    private static final int SMALLEST_DOCUMENT = 5;
    private static final int INVALID_BSON = 22;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bson() {}

    static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt32(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void putInt64BigEndian(byte[] bytes, int at, long value) {
        LONG_BIG_ENDIAN.set(bytes, at, value);
    }

    /** Where the zero byte after the name that starts at {@code at} is. */
    static int nameEnd(byte[] bytes, int at) {
        int end = at;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }

    /** Where the value of this type that starts at {@code at} ends. */
    static int valueEnd(byte type, byte[] bytes, int at) {
        return switch (type) {
            case STRING, JAVASCRIPT -> at + 4 + int32(bytes, at);
            case DOCUMENT, ARRAY -> at + int32(bytes, at);
            case BINARY -> at + 5 + int32(bytes, at);
            case UNDEFINED, NULL, MIN_KEY, MAX_KEY -> at;
            case OBJECT_ID -> at + 12;
            case BOOLEAN -> at + 1;
            case INT32 -> at + 4;
            case DOUBLE, DATE, TIMESTAMP, INT64 -> at + 8;
            case DECIMAL128 -> at + 16;
            case REGEX -> nameEnd(bytes, nameEnd(bytes, at) + 1) + 1;
            default -> throw unsupported(type);
        };
    }

    /** Where the element named {@code name} starts (its type byte), or -1. Looks at the top level only. */
    static int find(byte[] bson, byte[] name) {
        int at = 4;
        while (bson[at] != 0) {
            int nameAt = at + 1;
            int end = nameEnd(bson, nameAt);
            if (Arrays.equals(bson, nameAt, end, name, 0, name.length)) {
                return at;
            }
            at = valueEnd(bson[at], bson, end + 1);
        }
        return -1;
    }

    /**
     * Checks that the array is exactly one well-formed document of types this server can store.
     *
     * @throws MongoServerError 22 (InvalidBSON) with what is wrong
     */
    static void validate(byte[] bson) {
        if (bson.length > MAX_DOCUMENT_BYTES) {
            throw new MongoServerError(
                    10334, "BSONObjectTooLarge", "Size " + bson.length + " is over " + MAX_DOCUMENT_BYTES);
        }
        try {
            if (documentEnd(bson, 0, bson.length, 0) != bson.length) {
                throw invalid("bytes after the end of the document");
            }
        } catch (IndexOutOfBoundsException e) {
            throw invalid("a value reaches past the end of the document");
        }
    }

    private static int documentEnd(byte[] bytes, int start, int limit, int depth) {
        if (depth > MAX_DEPTH) {
            throw invalid("nested deeper than " + MAX_DEPTH);
        }
        int size = int32(bytes, start);
        if (size < SMALLEST_DOCUMENT || size > limit - start) {
            throw invalid("a document claims " + size + " bytes");
        }
        int end = start + size;
        int at = start + 4;
        while (at < end && bytes[at] != 0) {
            byte type = bytes[at];
            int value = nameEnd(bytes, at + 1) + 1;
            at = checkedValueEnd(type, bytes, value, end, depth);
            if (at > end - 1 || at < value) {
                throw invalid("a value reaches past the end of its document");
            }
        }
        if (at != end - 1) {
            throw invalid("a document does not end where it says");
        }
        return end;
    }

    private static int checkedValueEnd(byte type, byte[] bytes, int value, int limit, int depth) {
        return switch (type) {
            case STRING, JAVASCRIPT -> {
                int length = int32(bytes, value);
                if (length < 1 || length > limit - value - 4 || bytes[value + 4 + length - 1] != 0) {
                    throw invalid("a string claims " + length + " bytes");
                }
                yield value + 4 + length;
            }
            case DOCUMENT, ARRAY -> documentEnd(bytes, value, limit, depth + 1);
            case BINARY -> {
                int length = int32(bytes, value);
                byte subtype = bytes[value + 4];
                boolean uuid = subtype == SUBTYPE_OLD_UUID || subtype == SUBTYPE_UUID;
                if (length < 0 || length > limit - value - 5 || (uuid && length != 16)) {
                    throw invalid("a binary claims " + length + " bytes");
                }
                if (!uuid && subtype != SUBTYPE_GENERIC) {
                    throw invalid("binary subtype " + (subtype & 0xFF) + " is not supported by this server");
                }
                yield value + 5 + length;
            }
            case BOOLEAN -> {
                if (bytes[value] != 0 && bytes[value] != 1) {
                    throw invalid("a boolean is neither 0 nor 1");
                }
                yield value + 1;
            }
            default -> valueEnd(type, bytes, value);
        };
    }

    static byte[] encode(Document document) {
        ByteBuf out = Unpooled.buffer(256);
        BsonEncoder.encodeDocument(document, out);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    static Document decode(byte[] bson) {
        return document(bson, 0);
    }

    /** The value at {@code at}, in the library's classes. */
    static @Nullable Object value(byte type, byte[] bytes, int at) {
        return switch (type) {
            case DOUBLE -> (Object) Double.longBitsToDouble(int64(bytes, at));
            case STRING -> string(bytes, at);
            case DOCUMENT -> document(bytes, at);
            case ARRAY -> array(bytes, at);
            case BINARY -> binary(bytes, at);
            case UNDEFINED, NULL -> null;
            case OBJECT_ID -> new ObjectId(Arrays.copyOfRange(bytes, at, at + 12));
            case BOOLEAN -> bytes[at] != 0;
            case DATE -> Instant.ofEpochMilli(int64(bytes, at));
            case REGEX -> {
                int end = nameEnd(bytes, at);
                yield new BsonRegularExpression(text(bytes, at, end), text(bytes, end + 1, nameEnd(bytes, end + 1)));
            }
            case JAVASCRIPT -> new BsonJavaScript(string(bytes, at));
            case INT32 -> (Object) int32(bytes, at);
            case TIMESTAMP -> new BsonTimestamp(int64(bytes, at));
            case INT64 -> (Object) int64(bytes, at);
            case DECIMAL128 -> new Decimal128(int64(bytes, at), int64(bytes, at + 8));
            case MAX_KEY -> MaxKey.getInstance();
            case MIN_KEY -> MinKey.getInstance();
            default -> throw unsupported(type);
        };
    }

    private static Document document(byte[] bytes, int start) {
        Document document = new Document();
        int at = start + 4;
        while (bytes[at] != 0) {
            byte type = bytes[at];
            int end = nameEnd(bytes, at + 1);
            document.put(text(bytes, at + 1, end), value(type, bytes, end + 1));
            at = valueEnd(type, bytes, end + 1);
        }
        return document;
    }

    private static List<@Nullable Object> array(byte[] bytes, int start) {
        List<@Nullable Object> values = new ArrayList<>();
        int at = start + 4;
        while (bytes[at] != 0) {
            byte type = bytes[at];
            int value = nameEnd(bytes, at + 1) + 1;
            values.add(value(type, bytes, value));
            at = valueEnd(type, bytes, value);
        }
        return values;
    }

    private static String string(byte[] bytes, int at) {
        return text(bytes, at + 4, at + 4 + int32(bytes, at) - 1);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static Object binary(byte[] bytes, int at) {
        int length = int32(bytes, at);
        int from = at + 5;
        return switch (bytes[at + 4]) {
            case SUBTYPE_OLD_UUID -> new LegacyUUID(int64(bytes, from), int64(bytes, from + 8));
            case SUBTYPE_UUID ->
                new UUID((long) LONG_BIG_ENDIAN.get(bytes, from), (long) LONG_BIG_ENDIAN.get(bytes, from + 8));
            default -> new BinData(Arrays.copyOfRange(bytes, from, from + length));
        };
    }

    private static MongoServerError unsupported(byte type) {
        return invalid("BSON type 0x" + Integer.toHexString(type & 0xFF) + " is not supported by this server");
    }

    private static MongoServerError invalid(String what) {
        return new MongoServerError(INVALID_BSON, "InvalidBSON", "Invalid BSON: " + what);
    }
}
