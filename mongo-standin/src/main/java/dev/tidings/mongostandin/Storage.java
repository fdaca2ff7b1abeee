package dev.tidings.mongostandin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The files of one server: sorted maps in an {@link MVStore}, and a {@link Journal} of what was changed since they
 * were last saved.
 *
 * <p>A write command changes maps in memory and notes each change in the journal; it is answered once the journal is
 * written. The maps are saved every few seconds by a checkpoint: it stops writers for the moment it takes to pick up
 * the roots of the maps (they are immutable trees) and to begin a new journal segment, then saves while writers go
 * on. After a crash the last checkpoint is opened and the segments that follow it are applied again. Saving the
 * maps themselves for each command would write whole pages for every few hundred bytes.
 *
 * <p>Locks are taken in this order: checkpoint lock, gate, collection.
 */
final class Storage implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Storage.class.getName());

    private static final String FILE = "standin.mv";
    private static final String SEGMENT = "segment";

    /** A longer journal takes longer to apply after a crash. */
    private static final long SEGMENT_BYTES_MAX = 64L * 1024 * 1024;

    private static final long CHECKPOINT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Replaced pages stay readable this long: longer than any reader keeps a snapshot. */
    private static final int RETENTION_MILLIS = 10_000;

    /** Below this share of live data in the file, some of it is moved together at each checkpoint. */
    private static final int FILL_PERCENT_MIN = 65;

    private static final int COMPACTION_BYTES = 4 * 1024 * 1024;

    /** Below this share, more of it: garbage comes in faster than it is cleared away. */
    private static final int FILL_PERCENT_LOW = 45;

    private static final int COMPACTION_BYTES_LOW = 12 * 1024 * 1024;

    private final Path directory;
    private final boolean fsync;
    private final int unsavedBytesSoft;
    private final Consumer<Throwable> onFailure;
    private final MVStore store;
    private final MVMap<String, Long> state;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final ReentrantLock checkpointLock = new ReentrantLock();
    private final Set<String> opened = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Journaled> journaled = new ConcurrentHashMap<>();
    private final Thread checkpointer = new Thread(this::checkpointLoop, "standin-checkpoint");

    private @Nullable Journal journal;
    private long olderSegment;
    private long lastCheckpointNanos = System.nanoTime();
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    /** A map whose changes are in the journal. */
    interface Journaled {
        /** Puts a document (again) as the journal has it. */
        void replayPut(byte[] bson);

        void replayRemove(byte[] rowKey);

        /** Notes in {@code state} what is not in the maps themselves. */
        void saveState(MVMap<String, Long> state);
    }

    /**
     * Opens or creates the files.
     *
     * @param onFailure told once, when a write failed and nothing may be written any more
     * @throws StorageException with a sentence: the directory is in use, or cannot be read
     */
    Storage(StandinOptions options, Consumer<Throwable> onFailure) {
        this.directory = options.data();
        this.fsync = options.fsync();
        this.unsavedBytesSoft = options.checkpointKilobytes() * 1024;
        this.onFailure = onFailure;
        this.store = open(options);
        // Its thread pools save in the background; its own timer must never fire, since only a checkpoint knows
        // when maps and journal agree.
        store.setAutoCommitDelay(Integer.MAX_VALUE);
        store.setRetentionTime(RETENTION_MILLIS);
        store.setVersionsToKeep(0);
        this.state = store.openMap(
                "state",
                new MVMap.Builder<String, Long>()
                        .keyType(StringDataType.INSTANCE)
                        .valueType(LongDataType.INSTANCE));
        checkpointer.setDaemon(true);
    }

    private static MVStore open(StandinOptions options) {
        Path file = options.data().resolve(FILE);
        try {
            Files.createDirectories(options.data());
            Map<String, Object> config = new HashMap<>();
            config.put("cacheSize", options.cacheMegabytes());
            PageFile pages = new PageFile(config, options.checkpointKilobytes() * 1024 / 2);
            pages.open(file.toString(), false, null);
            return new MVStore.Builder()
                    .adoptFileStore(pages)
                    .cacheSize(options.cacheMegabytes())
                    .pageSplitSize(options.pageBytes())
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
        } catch (MVStoreException e) {
            if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new StorageException("The data in " + options.data() + " is in use by another process", e);
            }
            throw new StorageException("The data file " + file + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StorageException("The data directory " + options.data() + " cannot be created", e);
        }
    }

    /** Opens a sorted map of documents, creating it if need be. */
    MVMap<byte[], byte[]> map(String name) {
        return map(name, ByteArrays.VALUES);
    }

    /** Opens a sorted map of keys to keys of rows: neighbours in it have much in common. */
    MVMap<byte[], byte[]> indexMap(String name) {
        return map(name, ByteArrays.KEYS);
    }

    private MVMap<byte[], byte[]> map(String name, ByteArrays values) {
        opened.add(name);
        return store.openMap(
                name,
                new MVMap.Builder<byte[], byte[]>().keyType(ByteArrays.KEYS).valueType(values));
    }

    void removeMap(MVMap<?, ?> map) {
        journaled.remove(map.getId());
        for (String key : stateKeys(map.getId())) {
            state.remove(key);
        }
        store.removeMap(map);
    }

    /** Removes the maps that begin with {@code prefix} and were not opened: an index build that did not finish. */
    void removeUnopenedMaps(String prefix) {
        for (String name : store.getMapNames()) {
            if (name.startsWith(prefix) && !opened.contains(name)) {
                LOG.log(System.Logger.Level.INFO, () -> "Removing " + name + ", which nothing refers to");
                store.removeMap(name);
            }
        }
    }

    private static List<String> stateKeys(int map) {
        return List.of(stateKey(map, "bytes"), stateKey(map, "multikey"));
    }

    static String stateKey(int map, String what) {
        return map + "/" + what;
    }

    /** A number noted at the last checkpoint, or 0. */
    long state(String key) {
        Long value = state.get(key);
        return value == null ? 0 : value;
    }

    void register(int map, Journaled rows) {
        journaled.put(map, rows);
    }

    /** Brings the maps to where the journal ends. Call it when all of them are registered, before anything is written. */
    void recover() {
        long first = Math.max(1, state(SEGMENT));
        try {
            List<Long> segments = Journal.segments(directory);
            if (state.containsKey(SEGMENT) && !segments.contains(first)) {
                throw new StorageException("The journal in " + directory + " has no segment " + first
                        + ", with which the data file goes on");
            }
            long changes = Journal.replay(directory, first, new Journal.Changes() {
                @Override
                public void put(int map, byte[] bson) {
                    Journaled rows = journaled.get(map);
                    if (rows != null) { // else its collection was dropped
                        rows.replayPut(bson);
                    }
                }

                @Override
                public void remove(int map, byte[] rowKey) {
                    Journaled rows = journaled.get(map);
                    if (rows != null) {
                        rows.replayRemove(rowKey);
                    }
                }
            });
            if (changes > 0) {
                LOG.log(System.Logger.Level.INFO, () -> "Applied " + changes + " changes from the journal");
            }
            long newest = segments.isEmpty() ? 0 : segments.get(segments.size() - 1);
            journal = new Journal(directory, Math.max(newest, first - 1) + 1, fsync);
            olderSegment = first;
            saveState(journal.segment());
            store.commit();
            store.sync();
            journal.deleteBefore(first);
        } catch (IOException e) {
            throw new StorageException("The journal in " + directory + " cannot be used: " + e.getMessage(), e);
        }
        checkpointer.start();
    }

    /**
     * Begins a change of a collection. Every call is followed by {@link #leave}.
     *
     * @throws StorageException if an earlier write failed
     */
    void enter() {
        Throwable cause = failure;
        if (cause != null) {
            throw new StorageException("The server stopped writing because of: " + cause, cause);
        }
        if (store.getUnsavedMemory() > unsavedBytesSoft) {
            LockSupport.unpark(checkpointer);
            if (gate.getReadHoldCount() == 0 && !gate.isWriteLockedByCurrentThread()) {
                awaitRoom();
            }
        }
        gate.readLock().lock();
    }

    void leave() {
        gate.readLock().unlock();
    }

    private void awaitRoom() {
        while (store.getUnsavedMemory() > unsavedBytesSoft / 2 * 3 && failure == null && !closing) {
            LockSupport.unpark(checkpointer);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Notes that a document was put in the map. Between {@link #enter} and {@link #leave}. */
    void notePut(int map, byte[] bson) {
        journal().append(map, Journal.PUT, bson);
    }

    void noteRemove(int map, byte[] rowKey) {
        journal().append(map, Journal.REMOVE, rowKey);
    }

    /** Returns when every change made so far survives the process (with fsync: the machine). */
    void commit() {
        try {
            journal().commit();
        } catch (RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    boolean isFsync() {
        return fsync;
    }

    /**
     * Runs an action that nobody else's writes may overlap with (a change of the catalogue) and saves everything
     * before it returns.
     */
    <T> T exclusively(Supplier<T> action) {
        checkpointLock.lock();
        try {
            gate.writeLock().lock();
            try {
                try {
                    return action.get();
                } finally {
                    if (gate.getWriteHoldCount() == 1 && store.hasUnsavedChanges()) {
                        checkpointNow(fsync);
                    }
                }
            } finally {
                gate.writeLock().unlock();
            }
        } finally {
            checkpointLock.unlock();
        }
    }

    /** In the midst of an exclusive action: saves what it did so far if that is much. */
    void saveIfLarge() {
        if (store.getUnsavedMemory() > unsavedBytesSoft) {
            checkpointNow(fsync);
        }
    }

    /** Something failed half-way: memory and journal may differ, so nothing is written from here on. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            LOG.log(
                    System.Logger.Level.ERROR,
                    () -> "Writing failed; the server refuses writes until restarted",
                    cause);
            onFailure.accept(cause);
        }
    }

    /** Bytes of the data file; the journal's are not in it. */
    long fileBytes() {
        return store.getFileStore().size();
    }

    /** @param settle whether to wait for the disk and delete what the journal no longer needs */
    private void checkpointNow(boolean settle) {
        try {
            long segment = journal().rotate();
            saveState(segment);
            store.commit();
            store.executeFilestoreOperation(() -> {});
            if (settle) {
                settle(segment);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
            throw new StorageException("A checkpoint in " + directory + " failed", e);
        }
    }

    private void checkpoint() throws IOException {
        checkpointLock.lock();
        try {
            long segment;
            gate.writeLock().lock();
            try {
                segment = journal().rotate();
                saveState(segment);
                // -1 says that a reader held the store's lock for a moment.
                while (store.tryCommit() < 0 && store.hasUnsavedChanges()) {
                    Thread.onSpinWait();
                }
            } finally {
                gate.writeLock().unlock();
            }
            store.executeFilestoreOperation(() -> {}); // returns when all that was handed over is written
            settle(segment);
        } finally {
            checkpointLock.unlock();
        }
    }

    private void settle(long segment) throws IOException {
        store.sync();
        // One more segment than needed is kept, should the file system bring back the checkpoint before this one.
        journal().deleteBefore(olderSegment);
        olderSegment = segment;
        lastCheckpointNanos = System.nanoTime();
    }

    private void saveState(long segment) {
        state.put(SEGMENT, segment);
        for (Journaled rows : journaled.values()) {
            rows.saveState(state);
        }
    }

    private void checkpointLoop() {
        while (!closing) {
            LockSupport.parkNanos(TICK_NANOS);
            try {
                if (!closing && isCheckpointDue()) {
                    checkpoint();
                    compact();
                }
            } catch (IOException | RuntimeException e) {
                fail(e);
                return;
            }
        }
    }

    private boolean isCheckpointDue() {
        if (store.getUnsavedMemory() > unsavedBytesSoft || journal().segmentBytes() > SEGMENT_BYTES_MAX) {
            return true;
        }
        return System.nanoTime() - lastCheckpointNanos > CHECKPOINT_INTERVAL_NANOS && store.getUnsavedMemory() > 0;
    }

    /** Rewrites pages out of the emptiest parts of the file; the next checkpoint saves them and frees those parts. */
    private void compact() {
        int fillPercent = store.getFileStore().getChunksFillRate();
        if (fillPercent < FILL_PERCENT_MIN) {
            store.compact(FILL_PERCENT_MIN, fillPercent < FILL_PERCENT_LOW ? COMPACTION_BYTES_LOW : COMPACTION_BYTES);
        }
    }

    private Journal journal() {
        Journal current = journal;
        if (current == null) {
            throw new IllegalStateException("not recovered yet");
        }
        return current;
    }

    /** Saves everything and lets go of the files. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(checkpointer);
        try {
            checkpointer.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (journal == null || failure != null) {
            store.closeImmediately();
            return;
        }
        checkpointLock.lock();
        gate.writeLock().lock();
        try {
            checkpointNow(true);
            // Without the compaction MVStore offers here: moving parts of the file about is what it is least good at.
            store.close();
            journal().close();
        } catch (IOException e) {
            throw new StorageException("The journal in " + directory + " cannot be closed", e);
        } finally {
            gate.writeLock().unlock();
            checkpointLock.unlock();
        }
    }
}
