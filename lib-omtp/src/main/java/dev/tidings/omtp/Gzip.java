package dev.tidings.omtp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Gzip of whole frames. Small frames are stored, not compressed: the header and a checksum make them valid gzip at a
 * fraction of the time, and compressing a chat message saves no packet.
 */
final class Gzip {
    /** About one packet; below it compressing costs time and saves nothing. */
    static final int STORE_BELOW_BYTES = 1400;

    /** Deflate's best is 1032:1; no envelope of a chat comes near this, and a bomb lives from it. */
    private static final int MAX_RATIO = 200;

    /** A ratio says nothing about short frames, which may be all the same letter. */
    private static final int RATIO_COUNTS_FROM_BYTES = 256 * 1024;

    /** Compressors hold about 270 KB of native memory each: as many are kept as ever work at once on a large machine. */
    private static final int POOLED = 32;

    private static final int TRAILER = 8;
    private static final int MAX_STORED_BLOCK = 0xFFFF;
    private static final int STORED_BLOCK_HEADER = 5;

    /** Magic, deflate, no flags, no time, "fastest", unknown system. */
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 4, (byte) 0xFF};

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xE0;

    private static final ArrayBlockingQueue<Inflater> INFLATERS = new ArrayBlockingQueue<>(POOLED);
    private static final ArrayBlockingQueue<Deflater> DEFLATERS = new ArrayBlockingQueue<>(POOLED);

    private Gzip() {}

    // ---- reading

    /** The content of a frame that is exactly one gzip member; what it claims to hold is checked before it is unpacked. */
    static byte[] inflate(byte[] frame, int maxBytes) {
        int start = headerLength(frame);
        int compressed = frame.length - TRAILER - start;
        if (compressed < 1) {
            throw new MalformedFrameException("gzip: truncated");
        }
        ByteBuffer trailer =
                ByteBuffer.wrap(frame, frame.length - TRAILER, TRAILER).order(ByteOrder.LITTLE_ENDIAN);
        int crc = trailer.getInt();
        long size = Integer.toUnsignedLong(trailer.getInt());
        if (size > maxBytes || (size > RATIO_COUNTS_FROM_BYTES && size / MAX_RATIO > compressed)) {
            throw new MalformedFrameException("gzip: too large");
        }
        byte[] content = new byte[(int) size];
        Inflater pooled = INFLATERS.poll();
        Inflater inflater = pooled == null ? new Inflater(true) : pooled;
        try {
            inflater.setInput(frame, start, compressed);
            inflateAll(inflater, content);
        } finally {
            inflater.reset();
            if (!INFLATERS.offer(inflater)) {
                inflater.end();
            }
        }
        if (crcOf(content, 0, content.length) != crc) {
            throw new MalformedFrameException("gzip: wrong checksum");
        }
        return content;
    }

    private static void inflateAll(Inflater inflater, byte[] content) {
        try {
            int at = 0;
            while (!inflater.finished()) {
                // One byte of room more than there should be, to see the stream's end or that it goes on.
                int count = at < content.length
                        ? inflater.inflate(content, at, content.length - at)
                        : inflater.inflate(new byte[1]);
                if (at == content.length && count > 0) {
                    throw new MalformedFrameException("gzip: wrong size");
                }
                if (count == 0 && !inflater.finished()) {
                    throw new MalformedFrameException("gzip: truncated");
                }
                at += count;
            }
            if (at != content.length) {
                throw new MalformedFrameException("gzip: wrong size");
            }
            if (inflater.getRemaining() > 0) {
                throw new MalformedFrameException("gzip: trailing bytes");
            }
        } catch (DataFormatException e) {
            throw new MalformedFrameException("gzip: corrupt");
        }
    }

    private static int headerLength(byte[] frame) {
        ByteCursor cursor = new ByteCursor(frame);
        if (cursor.next() != 0x1F || cursor.next() != 0x8B || cursor.next() != 8) {
            throw new MalformedFrameException("gzip: not gzip");
        }
        int flags = cursor.next();
        if ((flags & FLAGS_RESERVED) != 0) {
            throw new MalformedFrameException("gzip: reserved flags");
        }
        cursor.skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            cursor.skip(cursor.next() | cursor.next() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText(cursor);
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText(cursor);
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            int crc = crcOf(frame, 0, cursor.position) & 0xFFFF;
            if ((cursor.next() | cursor.next() << 8) != crc) {
                throw new MalformedFrameException("gzip: wrong header checksum");
            }
        }
        return cursor.position;
    }

    private static void skipText(ByteCursor cursor) {
        while (cursor.next() != 0) {
            // The name and the comment of a gzip file end with a zero byte and mean nothing here.
        }
    }

    // ---- writing

    static ByteBuffer deflate(Plain plain) {
        if (plain.size() < STORE_BELOW_BYTES) {
            return stored(plain);
        }
        byte[] content = new byte[plain.size()];
        plain.writeTo(content, 0);
        Deflater pooled = DEFLATERS.poll();
        Deflater deflater = pooled == null ? new Deflater(Deflater.BEST_SPEED, true) : pooled;
        try {
            return deflated(deflater, content);
        } finally {
            deflater.reset();
            if (!DEFLATERS.offer(deflater)) {
                deflater.end();
            }
        }
    }

    private static ByteBuffer deflated(Deflater deflater, byte[] content) {
        byte[] frame = new byte[HEADER.length + content.length + TRAILER];
        deflater.setInput(content);
        deflater.finish();
        int count = deflater.deflate(frame, HEADER.length, content.length);
        if (!deflater.finished()) {
            return stored(content);
        }
        System.arraycopy(HEADER, 0, frame, 0, HEADER.length);
        int end = HEADER.length + count;
        trailer(frame, end, crcOf(content, 0, content.length), content.length);
        // Frames wait in send queues: what compression saved on the wire is not to be kept in memory.
        byte[] exact = Arrays.copyOf(frame, end + TRAILER);
        return ByteBuffer.wrap(exact);
    }

    /** One stored block, the content written once to its place in it. */
    private static ByteBuffer stored(Plain plain) {
        int size = plain.size();
        int start = HEADER.length + STORED_BLOCK_HEADER;
        byte[] frame = new byte[start + size + TRAILER];
        System.arraycopy(HEADER, 0, frame, 0, HEADER.length);
        storedBlockHeader(frame, HEADER.length, size, true);
        plain.writeTo(frame, start);
        trailer(frame, start + size, crcOf(frame, start, size), size);
        return ByteBuffer.wrap(frame);
    }

    /** As many stored blocks as it takes, for content that compression would only make longer. */
    private static ByteBuffer stored(byte[] content) {
        int blocks = (content.length + MAX_STORED_BLOCK - 1) / MAX_STORED_BLOCK;
        byte[] frame = new byte[HEADER.length + blocks * STORED_BLOCK_HEADER + content.length + TRAILER];
        System.arraycopy(HEADER, 0, frame, 0, HEADER.length);
        int at = HEADER.length;
        for (int from = 0; from < content.length; from += MAX_STORED_BLOCK) {
            int size = Math.min(MAX_STORED_BLOCK, content.length - from);
            storedBlockHeader(frame, at, size, from + size == content.length);
            System.arraycopy(content, from, frame, at + STORED_BLOCK_HEADER, size);
            at += STORED_BLOCK_HEADER + size;
        }
        trailer(frame, at, crcOf(content, 0, content.length), content.length);
        return ByteBuffer.wrap(frame);
    }

    private static void storedBlockHeader(byte[] frame, int at, int size, boolean last) {
        frame[at] = (byte) (last ? 1 : 0);
        frame[at + 1] = (byte) size;
        frame[at + 2] = (byte) (size >> 8);
        frame[at + 3] = (byte) ~size;
        frame[at + 4] = (byte) (~size >> 8);
    }

    private static void trailer(byte[] frame, int at, int crc, int size) {
        ByteBuffer.wrap(frame, at, TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc)
                .putInt(size);
    }

    private static int crcOf(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
