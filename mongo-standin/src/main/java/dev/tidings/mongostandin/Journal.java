package dev.tidings.mongostandin;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What was changed since the last checkpoint, in order: a file of groups, each written by one call and guarded by a
 * checksum. {@link #append} only notes a change in memory; {@link #commit} returns when all that was noted before it
 * is in the file, and one writer writes for everyone who waits.
 *
 * <p>A group is {@code length:int crc32c:int} and {@code length} bytes of changes; a change is
 * {@code map:int kind:byte length:int} and that many bytes: the document that was put, or the key of the removed row.
 */
final class Journal implements Closeable {
    static final byte PUT = 1;
    static final byte REMOVE = 2;

    private static final int GROUP_HEADER = 8;
    private static final int CHANGE_HEADER = 9;

    /** Room for a big batch without growing: 512 documents of 1 KiB. */
    private static final int BUFFER_BYTES = 512 * 1024;

    /** A group is written early once it is this large, so one huge command needs no huge buffer. */
    private static final int GROUP_BYTES_MAX = 4 * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    private static final String PREFIX = "journal-";

    private final Path directory;
    private final boolean fsync;
    private final ReentrantLock appendLock = new ReentrantLock();
    private final ReentrantLock writeLock = new ReentrantLock();
    private final CRC32C checksum = new CRC32C();

    // Under appendLock.
    private ByteBuffer filling = emptyGroup(BUFFER_BYTES);
    private long appended;

    // Under writeLock.
    private ByteBuffer spare = emptyGroup(BUFFER_BYTES);
    private FileChannel channel;
    private volatile long written;
    private volatile long segment;
    private volatile long segmentBytes;

    /** Where changes go when a journal is read. */
    interface Changes {
        void put(int map, byte[] bson);

        void remove(int map, byte[] rowKey);
    }

    /** Starts a new segment in {@code directory}. */
    Journal(Path directory, long segment, boolean fsync) throws IOException {
        this.directory = directory;
        this.fsync = fsync;
        this.segment = segment;
        this.channel = create(segment);
    }

    /** Notes a change. The caller holds whatever lock puts changes of one row in order. */
    void append(int map, byte kind, byte[] bytes) {
        boolean full;
        appendLock.lock();
        try {
            int needed = CHANGE_HEADER + bytes.length;
            if (filling.remaining() < needed) {
                filling = grown(filling, needed);
            }
            filling.putInt(map).put(kind).putInt(bytes.length).put(bytes);
            appended += needed;
            full = filling.position() >= GROUP_BYTES_MAX;
        } finally {
            appendLock.unlock();
        }
        if (full) {
            commit();
        }
    }

    /** Returns when every change noted so far is with the operating system, or on the disk if so configured. */
    void commit() {
        long target;
        appendLock.lock();
        try {
            target = appended;
        } finally {
            appendLock.unlock();
        }
        if (written >= target) {
            return;
        }
        writeLock.lock();
        try {
            if (written < target) {
                writeGroup();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The journal in " + directory + " cannot be written", e);
        } finally {
            writeLock.unlock();
        }
    }

    /**
     * Ends the segment and begins the next. Nothing may be appended meanwhile.
     *
     * @return the number of the new segment
     */
    long rotate() throws IOException {
        commit();
        writeLock.lock();
        try {
            channel.close();
            long next = segment + 1;
            channel = create(next);
            segment = next;
            segmentBytes = 0;
            return next;
        } finally {
            writeLock.unlock();
        }
    }

    long segment() {
        return segment;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** Deletes the segments before this one. */
    void deleteBefore(long oldest) throws IOException {
        for (long number : segments(directory)) {
            if (number < oldest) {
                Files.deleteIfExists(file(directory, number));
            }
        }
    }

    @Override
    public void close() throws IOException {
        commit();
        writeLock.lock();
        try {
            channel.close();
        } finally {
            writeLock.unlock();
        }
    }

    /** The numbers of the segments in a directory, ascending. */
    static List<Long> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d{19}"))
                    .map(name -> Long.parseLong(name.substring(PREFIX.length())))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads the segments from {@code first} on, up to the first group that is not whole: with the process, at most
     * the group it was writing is lost, and nobody was told that it was stored.
     *
     * @return how many changes there were
     */
    static long replay(Path directory, long first, Changes changes) throws IOException {
        long count = 0;
        long expected = first;
        List<Long> numbers = new ArrayList<>(segments(directory));
        numbers.removeIf(number -> number < first);
        for (long number : numbers) {
            if (number != expected) {
                throw new IOException("The journal in " + directory + " has no segment " + expected + " but a later"
                        + " one: files were removed or mixed");
            }
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(file(directory, number))).order(ByteOrder.BIG_ENDIAN);
            count += replayGroups(bytes, changes);
            if (bytes.hasRemaining()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "Segment " + number + " of the journal ends in a group that is not whole: "
                                + bytes.remaining() + " bytes that were never acknowledged are dropped");
                if (number != numbers.get(numbers.size() - 1)) {
                    throw new IOException("Segment " + number + " of the journal in " + directory + " is damaged");
                }
            }
            expected++;
        }
        return count;
    }

    private static long replayGroups(ByteBuffer bytes, Changes changes) {
        long count = 0;
        CRC32C checksum = new CRC32C();
        while (bytes.remaining() >= GROUP_HEADER) {
            int start = bytes.position();
            int length = bytes.getInt(start);
            if (length <= 0 || length > bytes.remaining() - GROUP_HEADER) {
                return count;
            }
            ByteBuffer group = bytes.slice(start + GROUP_HEADER, length);
            checksum.reset();
            checksum.update(group.duplicate());
            if ((int) checksum.getValue() != bytes.getInt(start + 4)) {
                return count;
            }
            while (group.hasRemaining()) {
                int map = group.getInt();
                byte kind = group.get();
                byte[] content = new byte[group.getInt()];
                group.get(content);
                if (kind == PUT) {
                    changes.put(map, content);
                } else {
                    changes.remove(map, content);
                }
                count++;
            }
            bytes.position(start + GROUP_HEADER + length);
        }
        return count;
    }

    private void writeGroup() throws IOException {
        ByteBuffer group;
        long upTo;
        appendLock.lock();
        try {
            group = filling;
            upTo = appended;
            filling = spare;
        } finally {
            appendLock.unlock();
        }
        int length = group.position() - GROUP_HEADER;
        group.flip();
        checksum.reset();
        group.position(GROUP_HEADER);
        checksum.update(group);
        group.putInt(0, length).putInt(4, (int) checksum.getValue()).position(0);
        while (group.hasRemaining()) {
            channel.write(group);
        }
        if (fsync) {
            channel.force(false);
        }
        long bytes = segmentBytes;
        segmentBytes = bytes + GROUP_HEADER + length;
        written = upTo;
        spare = group.capacity() > GROUP_BYTES_MAX ? emptyGroup(BUFFER_BYTES) : cleared(group);
    }

    private static ByteBuffer emptyGroup(int capacity) {
        return cleared(ByteBuffer.allocateDirect(capacity));
    }

    private static ByteBuffer cleared(ByteBuffer buffer) {
        buffer.clear().position(GROUP_HEADER);
        return buffer;
    }

    private static ByteBuffer grown(ByteBuffer buffer, int more) {
        ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(buffer.capacity() * 2, buffer.position() + more));
        return larger.put(buffer.flip());
    }

    private FileChannel create(long number) throws IOException {
        return FileChannel.open(
                file(directory, number),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    private static Path file(Path directory, long number) {
        return directory.resolve(PREFIX + String.format("%019d", number));
    }
}
