package dev.tidings.omtp;

/** A position in a frame that never leaves it: running past the end is a malformed frame. */
final class ByteCursor {
    final byte[] bytes;
    int position;
    private int end;

    ByteCursor(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    int remaining() {
        return end - position;
    }

    boolean atEnd() {
        return position == end;
    }

    /** The next byte, 0 to 255. */
    int next() {
        if (position >= end) {
            throw new MalformedFrameException("truncated");
        }
        return bytes[position++] & 0xFF;
    }

    /** The byte that {@link #next()} would give, or -1 at the end. */
    int peek() {
        return position < end ? bytes[position] & 0xFF : -1;
    }

    /** Steps over this many bytes and returns where they begin. */
    int skip(int count) {
        if (count < 0 || count > remaining()) {
            throw new MalformedFrameException("truncated");
        }
        int from = position;
        position += count;
        return from;
    }

    /** Ends the readable part this many bytes from here; returns the end as it was, for {@link #widen}. */
    int narrow(int count) {
        if (count < 0 || count > remaining()) {
            throw new MalformedFrameException("truncated");
        }
        int before = end;
        end = position + count;
        return before;
    }

    void widen(int before) {
        end = before;
    }
}
