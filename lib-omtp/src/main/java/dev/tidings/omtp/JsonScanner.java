package dev.tidings.omtp;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads JSON text from the other side, strictly as RFC 8259 has it, without building a tree: for each member of the
 * outermost object the caller takes the value in the form it expects, or has it skipped.
 */
final class JsonScanner {
    private static final int MAX_MEMBERS = 64;
    private static final int MAX_DEPTH = 32;

    /** Receives the members of an object in order. */
    interface Members {
        /** Must consume exactly one value. */
        void member(String name, JsonScanner value);
    }

    private final ByteCursor cursor;

    private JsonScanner(byte[] text) {
        this.cursor = new ByteCursor(text);
    }

    /** Reads a text that is one object and nothing else; a name that comes twice makes it malformed. */
    static void object(byte[] text, Members members) {
        JsonScanner scanner = new JsonScanner(text);
        Set<String> names = new HashSet<>();
        scanner.space();
        scanner.expect('{');
        scanner.space();
        if (scanner.cursor.peek() == '}') {
            scanner.cursor.next();
        } else {
            do {
                scanner.space();
                String name = scanner.string();
                if (!names.add(name)) {
                    throw new MalformedFrameException("json: name twice");
                }
                if (names.size() > MAX_MEMBERS) {
                    throw new MalformedFrameException("json: too many members");
                }
                scanner.space();
                scanner.expect(':');
                scanner.space();
                members.member(name, scanner);
                scanner.space();
            } while (scanner.more('}'));
        }
        scanner.space();
        if (!scanner.cursor.atEnd()) {
            throw new MalformedFrameException("json: more than one value");
        }
    }

    /** Steps over {@code null} if that is the value. */
    boolean isNull() {
        if (cursor.peek() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    /** Takes {@code true} or {@code false}. */
    boolean bool() {
        if (cursor.peek() == 't') {
            literal("true");
            return true;
        }
        literal("false");
        return false;
    }

    /** Takes a number without fraction or exponent. */
    int integer() {
        boolean negative = cursor.peek() == '-';
        if (negative) {
            cursor.next();
        }
        int first = digit();
        long number = first;
        while (isDigit(cursor.peek())) {
            number = number * 10 + digit();
            if (first == 0 || number > Integer.MAX_VALUE + 1L) {
                throw new MalformedFrameException("json: number out of range");
            }
        }
        number = negative ? -number : number;
        if (number != (int) number) {
            throw new MalformedFrameException("json: number out of range");
        }
        int after = cursor.peek();
        if (after == '.' || after == 'e' || after == 'E') {
            throw new MalformedFrameException("json: not a whole number");
        }
        return (int) number;
    }

    /** Takes a string of at most {@link Envelope#MAX_STRING_BYTES}. */
    String string() {
        ByteBuffer bytes = stringBytes();
        return Utf8.decode(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    /** Takes a string as UTF-8 (which nobody has checked yet) in an array-backed buffer. */
    ByteBuffer stringBytes() {
        expect('"');
        int from = cursor.position;
        for (int each = cursor.next(); each != '"'; each = cursor.next()) {
            if (each == '\\') {
                cursor.position = from;
                return escapedBytes();
            }
            if (each < ' ') {
                throw new MalformedFrameException("json: control character in a string");
            }
        }
        return ByteBuffer.wrap(cursor.bytes, from, cursor.position - 1 - from);
    }

    private ByteBuffer escapedBytes() {
        // No escape is shorter than what it stands for.
        ByteBuffer out = ByteBuffer.allocate(closingQuote() - cursor.position);
        for (int each = cursor.next(); each != '"'; each = cursor.next()) {
            if (each < ' ') {
                throw new MalformedFrameException("json: control character in a string");
            }
            if (each == '\\') {
                escape(out);
            } else {
                out.put((byte) each);
            }
        }
        return out.flip();
    }

    private int closingQuote() {
        int start = cursor.position;
        for (int each = cursor.next(); each != '"'; each = cursor.next()) {
            if (each == '\\') {
                cursor.next();
            }
        }
        int end = cursor.position;
        cursor.position = start;
        return end;
    }

    private void escape(ByteBuffer out) {
        int kind = cursor.next();
        switch (kind) {
            case '"', '\\', '/' -> out.put((byte) kind);
            case 'b' -> out.put((byte) '\b');
            case 'f' -> out.put((byte) '\f');
            case 'n' -> out.put((byte) '\n');
            case 'r' -> out.put((byte) '\r');
            case 't' -> out.put((byte) '\t');
            case 'u' -> unicode(out);
            default -> throw new MalformedFrameException("json: unknown escape");
        }
    }

    private void unicode(ByteBuffer out) {
        int unit = hex4();
        int point = unit;
        if (Character.isSurrogate((char) unit)) {
            expect('\\');
            expect('u');
            int low = hex4();
            if (!Character.isSurrogatePair((char) unit, (char) low)) {
                throw new MalformedFrameException("json: half a character");
            }
            point = Character.toCodePoint((char) unit, (char) low);
        }
        if (point < 0x80) {
            out.put((byte) point);
            return;
        }
        if (point < 0x800) {
            out.put((byte) (0xC0 | point >> 6));
        } else {
            if (point < 0x10000) {
                out.put((byte) (0xE0 | point >> 12));
            } else {
                out.put((byte) (0xF0 | point >> 18));
                out.put((byte) (0x80 | (point >> 12 & 0x3F)));
            }
            out.put((byte) (0x80 | (point >> 6 & 0x3F)));
        }
        out.put((byte) (0x80 | (point & 0x3F)));
    }

    private int hex4() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(cursor.next(), 16);
            if (digit < 0) {
                throw new MalformedFrameException("json: bad escape");
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Steps over a value of any kind. */
    void skip() {
        skip(1);
    }

    private void skip(int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedFrameException("json: too deep");
        }
        switch (cursor.peek()) {
            case '"' -> stringBytes();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '[' -> skipArray(depth);
            case '{' -> skipObject(depth);
            default -> skipNumber();
        }
    }

    private void skipArray(int depth) {
        expect('[');
        space();
        if (cursor.peek() == ']') {
            cursor.next();
            return;
        }
        do {
            space();
            skip(depth + 1);
            space();
        } while (more(']'));
    }

    private void skipObject(int depth) {
        expect('{');
        space();
        if (cursor.peek() == '}') {
            cursor.next();
            return;
        }
        do {
            space();
            stringBytes();
            space();
            expect(':');
            space();
            skip(depth + 1);
            space();
        } while (more('}'));
    }

    private void skipNumber() {
        if (cursor.peek() == '-') {
            cursor.next();
        }
        if (digit() != 0) {
            skipDigits();
        }
        if (cursor.peek() == '.') {
            cursor.next();
            digit();
            skipDigits();
        }
        if (cursor.peek() == 'e' || cursor.peek() == 'E') {
            cursor.next();
            if (cursor.peek() == '+' || cursor.peek() == '-') {
                cursor.next();
            }
            digit();
            skipDigits();
        }
    }

    private void skipDigits() {
        while (isDigit(cursor.peek())) {
            cursor.next();
        }
    }

    private int digit() {
        int each = cursor.next();
        if (!isDigit(each)) {
            throw new MalformedFrameException("json: unexpected character");
        }
        return each - '0';
    }

    private static boolean isDigit(int each) {
        return each >= '0' && each <= '9';
    }

    /** Whether a comma follows rather than the closing bracket. */
    private boolean more(char close) {
        int each = cursor.next();
        if (each != ',' && each != close) {
            throw new MalformedFrameException("json: unexpected character");
        }
        return each == ',';
    }

    private void expect(char each) {
        if (cursor.next() != each) {
            throw new MalformedFrameException("json: unexpected character");
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
    }

    private void space() {
        for (int each = cursor.peek();
                each == ' ' || each == '\n' || each == '\r' || each == '\t';
                each = cursor.peek()) {
            cursor.next();
        }
    }
}
