package dev.tidings.omtp;

import com.google.protobuf.ByteString;
import dev.tidings.omtp.Envelope.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one gob stream: type definitions, then one struct value. As in Go, fields are matched by name, in any order, and
 * those that the envelope does not have are skipped, whatever their type; the type's own name and number mean nothing.
 */
final class GobReader {
    /** Go gives built-in types the numbers below; every type that a stream defines has a higher one. */
    private static final int FIRST_USER_TYPE = 64;

    // An envelope needs one type of six fields. The rest is room for later versions of the SDKs.
    private static final int MAX_TYPES = 32;
    private static final int MAX_FIELDS = 64;
    private static final int MAX_DEPTH = 16;

    private static final int BOOL = 1;
    private static final int INT = 2;
    private static final int UINT = 3;
    private static final int FLOAT = 4;
    private static final int BYTES = 5;
    private static final int STRING = 6;
    private static final int COMPLEX = 7;
    private static final int INTERFACE = 8;

    /** A type that the stream defines. */
    private sealed interface GobType {
        /** Steps over a value of this type. Every value takes at least one byte, so skipping ends with the frame. */
        void skip(GobReader reader, int depth);
    }

    private record StructType(List<StructField> fields) implements GobType {
        @Override
        public void skip(GobReader reader, int depth) {
            int index = -1;
            for (int delta = reader.delta(); delta != 0; delta = reader.delta()) {
                index = next(index, delta);
                reader.skipValue(fields.get(index).type(), depth + 1);
            }
        }

        boolean isEnvelope() {
            for (StructField each : fields) {
                if (each.field() != null) {
                    return true;
                }
            }
            return false;
        }

        int next(int index, int delta) {
            // Both are far from overflow: an index is below MAX_FIELDS, and a delta at most that.
            if (index + delta >= fields.size()) {
                throw new MalformedFrameException("gob: no such field");
            }
            return index + delta;
        }
    }

    private record StructField(@Nullable Field field, int type) {}

    /** An array or a slice. */
    private record SequenceType(int element) implements GobType {
        @Override
        public void skip(GobReader reader, int depth) {
            for (int count = reader.length(); count > 0; count--) {
                reader.skipValue(element, depth + 1);
            }
        }
    }

    private record MapType(int key, int element) implements GobType {
        @Override
        public void skip(GobReader reader, int depth) {
            for (int count = reader.length(); count > 0; count--) {
                reader.skipValue(key, depth + 1);
                reader.skipValue(element, depth + 1);
            }
        }
    }

    /** A type that marshals itself: its values are byte strings. */
    private record OpaqueType() implements GobType {
        @Override
        public void skip(GobReader reader, int depth) {
            reader.skipBytes();
        }
    }

    private final ByteCursor cursor;
    private final Envelope envelope;
    private final Map<Integer, GobType> types = new HashMap<>();

    private GobReader(byte[] stream, Envelope envelope) {
        this.cursor = new ByteCursor(stream);
        this.envelope = envelope;
    }

    static void read(byte[] stream, Envelope into) {
        new GobReader(stream, into).readStream();
    }

    private void readStream() {
        boolean value = false;
        while (!value) {
            int length = length();
            int before = cursor.narrow(length);
            long type = signed();
            if (type < 0) {
                define(-type);
            } else {
                readValue(type);
                value = true;
            }
            if (!cursor.atEnd()) {
                throw new MalformedFrameException("gob: message longer than its content");
            }
            cursor.widen(before);
        }
        if (!cursor.atEnd()) {
            throw new MalformedFrameException("gob: more than one value");
        }
    }

    // ---- values

    private void readValue(long type) {
        if (!(types.get(typeNumber(type)) instanceof StructType struct)) {
            throw new MalformedFrameException("gob: not a struct");
        }
        if (!struct.isEnvelope()) {
            throw new MalformedFrameException("gob: no known field");
        }
        int index = -1;
        for (int delta = delta(); delta != 0; delta = delta()) {
            index = struct.next(index, delta);
            StructField each = struct.fields().get(index);
            Field field = each.field();
            if (field == null) {
                skipValue(each.type(), 1);
            } else {
                envelope.put(field, value(field));
            }
        }
    }

    private Object value(Field field) {
        return switch (field.kind) {
            case INT -> {
                long number = signed();
                if (number != (int) number) {
                    throw new MalformedFrameException("gob: number out of range");
                }
                yield (int) number;
            }
            case STRING -> {
                int length = length();
                yield Utf8.decode(cursor.bytes, cursor.skip(length), length);
            }
            case BYTES -> {
                int length = length();
                yield ByteString.copyFrom(cursor.bytes, cursor.skip(length), length);
            }
        };
    }

    private void skipValue(int type, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedFrameException("gob: too deep");
        }
        switch (type) {
            case BOOL, INT, UINT, FLOAT -> unsigned();
            case BYTES, STRING -> skipBytes();
            case COMPLEX -> {
                unsigned();
                unsigned();
            }
            case INTERFACE -> skipInterface();
            default -> {
                GobType known = types.get(type);
                if (known == null) {
                    throw new MalformedFrameException("gob: undefined type");
                }
                known.skip(this, depth);
            }
        }
    }

    /** The concrete type's name, empty for nil; else its number and the value with its length before it. */
    private void skipInterface() {
        if (skipBytes() > 0) {
            if (signed() < 0) {
                throw new MalformedFrameException("gob: type defined inside a value");
            }
            skipBytes();
        }
    }

    private int skipBytes() {
        int length = length();
        cursor.skip(length);
        return length;
    }

    // ---- type definitions

    private void define(long type) {
        int number = typeNumber(type);
        if (number < FIRST_USER_TYPE) {
            throw new MalformedFrameException("gob: redefined built-in type");
        }
        if (types.size() == MAX_TYPES) {
            throw new MalformedFrameException("gob: too many types");
        }
        GobType defined = switch (delta()) {
            case 1, 2 -> sequence();
            case 3 -> struct();
            case 4 -> map();
            case 5, 6, 7 -> opaque();
            default -> throw new MalformedFrameException("gob: unknown kind of type");
        };
        end();
        if (types.put(number, defined) != null) {
            throw new MalformedFrameException("gob: type defined twice");
        }
    }

    private GobType struct() {
        List<StructField> fields = new ArrayList<>();
        int index = -1;
        for (int delta = delta(); delta != 0; delta = delta()) {
            index += delta;
            if (index == 0) {
                common();
            } else if (index == 1) {
                int count = length();
                if (count > MAX_FIELDS) {
                    throw new MalformedFrameException("gob: too many fields");
                }
                for (int i = 0; i < count; i++) {
                    fields.add(structField());
                }
            } else {
                throw new MalformedFrameException("gob: unknown part of a struct type");
            }
        }
        return new StructType(fields);
    }

    private StructField structField() {
        Field field = null;
        int type = 0;
        int index = -1;
        for (int delta = delta(); delta != 0; delta = delta()) {
            index += delta;
            if (index == 0) {
                int length = length();
                int from = cursor.skip(length);
                field = envelope.gobField(cursor.bytes, from, from + length);
            } else if (index == 1) {
                type = typeNumber(signed());
            } else {
                throw new MalformedFrameException("gob: unknown part of a field");
            }
        }
        if (field != null && type != gobType(field)) {
            throw new MalformedFrameException("gob: field of the wrong type");
        }
        return new StructField(field, type);
    }

    private static int gobType(Field field) {
        return switch (field.kind) {
            case INT -> INT;
            case STRING -> STRING;
            case BYTES -> BYTES;
        };
    }

    /** Common part, element type, and for an array its length, which each value repeats. */
    private GobType sequence() {
        int[] parts = parts(3);
        return new SequenceType(parts[1]);
    }

    private GobType map() {
        int[] parts = parts(3);
        return new MapType(parts[1], parts[2]);
    }

    private GobType opaque() {
        parts(1);
        return new OpaqueType();
    }

    /** Field 0 is the common part, the others are numbers. */
    private int[] parts(int count) {
        int[] parts = new int[count];
        int index = -1;
        for (int delta = delta(); delta != 0; delta = delta()) {
            index += delta;
            if (index >= count) {
                throw new MalformedFrameException("gob: unknown part of a type");
            }
            if (index == 0) {
                common();
            } else {
                parts[index] = typeNumber(signed());
            }
        }
        return parts;
    }

    /** A type's name and number, both of which mean nothing here. */
    private void common() {
        int index = -1;
        for (int delta = delta(); delta != 0; delta = delta()) {
            index += delta;
            switch (index) {
                case 0 -> skipBytes();
                case 1 -> signed();
                default -> throw new MalformedFrameException("gob: unknown part of a type");
            }
        }
    }

    private void end() {
        if (delta() != 0) {
            throw new MalformedFrameException("gob: more than one kind of type");
        }
    }

    // ---- numbers

    private static int typeNumber(long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new MalformedFrameException("gob: type number out of range");
        }
        return (int) number;
    }

    /** How many fields on the next one is; 0 ends a struct. */
    private int delta() {
        long delta = unsigned();
        if (delta < 0 || delta > MAX_FIELDS) {
            throw new MalformedFrameException("gob: no such field");
        }
        return (int) delta;
    }

    /** An unsigned number that counts something in the frame, and so is at most the bytes that are left. */
    private int length() {
        long length = unsigned();
        if (length < 0 || length > cursor.remaining()) {
            throw new MalformedFrameException("truncated");
        }
        return (int) length;
    }

    private long signed() {
        long folded = unsigned();
        return (folded >>> 1) ^ -(folded & 1);
    }

    private long unsigned() {
        int first = cursor.next();
        if (first < 0x80) {
            return first;
        }
        int count = 0x100 - first;
        if (count > Long.BYTES) {
            throw new MalformedFrameException("gob: number too long");
        }
        long number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 8 | cursor.next();
        }
        return number;
    }
}
