package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows a plan leads to, one after the other. It needs no lock: it walks a snapshot of the index, and takes a new
 * one every few hundred entries, because pages of an old snapshot do not stay readable for ever. So a long read sees
 * rows that came in while it was under way, as on MongoDB.
 */
final class RowReader implements Iterator<RawDocument> {
    /** Entries read from one snapshot: a few milliseconds, far less than storage keeps replaced pages. */
    private static final int SNAPSHOT_ENTRIES = 256;

    private final Plan plan;
    private final OrderedIndex index;
    private final MVMap<byte[], byte[]> rows;
    private final @Nullable Document residual;
    private final QueryMatcher matcher = new DefaultQueryMatcher();
    private final @Nullable Set<RowKey> seen;

    private int rangesLeft;
    private @Nullable KeyRange range;
    private @Nullable Cursor<byte[], byte[]> cursor;
    private byte @Nullable [] lastEntry;
    private int entriesOfSnapshot;
    private @Nullable RawDocument next;
    private byte @Nullable [] nextRowKey;
    private byte @Nullable [] rowKey;

    RowReader(Plan plan, Filter filter, MVMap<byte[], byte[]> rows) {
        this.plan = plan;
        this.index = plan.index();
        this.rows = rows;
        this.residual = plan.isCovered() ? null : filter.query();
        this.seen = index.isMultikey() ? new HashSet<>() : null;
        this.rangesLeft = plan.ranges().size();
    }

    @Override
    public boolean hasNext() {
        while (next == null && advance()) {
            // advance sets next when the entry is one of the rows asked for
        }
        return next != null;
    }

    @Override
    public RawDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RawDocument document = next;
        rowKey = nextRowKey;
        next = null;
        if (document == null) {
            throw new IllegalStateException("a row vanished between two calls of one thread");
        }
        return document;
    }

    /** The key of the row that {@link #next} gave last. */
    byte[] rowKey() {
        byte[] key = rowKey;
        if (key == null) {
            throw new IllegalStateException("no row was read");
        }
        return key;
    }

    /** Lets go of the snapshot: the next row is looked up anew. For readers that wait for a client. */
    void pause() {
        cursor = null;
    }

    /** Looks at one more entry. Returns false when there is none. */
    private boolean advance() {
        KeyRange current = range;
        if (current == null) {
            if (rangesLeft == 0) {
                return false;
            }
            int position = plan.isReversed() ? rangesLeft - 1 : plan.ranges().size() - rangesLeft;
            rangesLeft--;
            current = plan.ranges().get(position);
            if (current.isPoint()) {
                byte[] value = index.map().get(current.low());
                if (value != null) {
                    offer(current.low(), value);
                }
                return true;
            }
            range = current;
            lastEntry = null;
            cursor = null;
        }
        Cursor<byte[], byte[]> entries = cursor;
        if (entries == null || entriesOfSnapshot >= SNAPSHOT_ENTRIES) {
            entries = open(current);
            cursor = entries;
            entriesOfSnapshot = 0;
        }
        while (entries.hasNext()) {
            byte[] key = entries.next();
            boolean behind = plan.isReversed() ? current.startsAfter(key) : current.endsBefore(key);
            if (behind) {
                break;
            }
            boolean before = plan.isReversed() ? current.endsBefore(key) : current.startsAfter(key);
            if (!before && !Arrays.equals(key, lastEntry)) {
                entriesOfSnapshot++;
                lastEntry = key;
                offer(key, entries.getValue());
                return true;
            }
        }
        range = null;
        cursor = null;
        return true;
    }

    private Cursor<byte[], byte[]> open(KeyRange current) {
        if (lastEntry != null) {
            return index.map().cursor(lastEntry, null, plan.isReversed());
        }
        byte[] from = plan.isReversed() ? current.high() : current.low();
        return index.map().cursor(from, null, plan.isReversed());
    }

    private void offer(byte[] entryKey, byte[] value) {
        RawDocument document;
        byte[] key;
        if (index.isPrimary()) {
            key = entryKey;
            document = new RawDocument(value);
        } else {
            key = value;
            byte[] bson = rows.get(key);
            if (bson == null) {
                return; // deleted since the index was read
            }
            document = new RawDocument(bson);
            if (!index.holds(document, key, entryKey)) {
                return; // changed since
            }
        }
        if (seen != null && !seen.add(new RowKey(key))) {
            return;
        }
        if (residual == null || matcher.matches(document.document(), residual)) {
            next = document;
            nextRowKey = key;
        }
    }
}
