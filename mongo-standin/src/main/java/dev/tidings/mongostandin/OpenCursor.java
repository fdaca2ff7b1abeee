package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** A query whose client has not fetched everything yet. */
final class OpenCursor extends AbstractCursor {
    /** What MongoDB puts in a first batch if the client does not say. */
    static final int FIRST_BATCH = 101;

    /** A reply stays well below the largest message. */
    private static final int BATCH_BYTES_MAX = 16 * 1024 * 1024;

    private static final int BATCH_MAX = 100_000;

    private final Iterator<RawDocument> rows;
    private final Runnable pause;
    private final UnaryOperator<RawDocument> projection;
    private final boolean slow;
    private volatile long usedNanos = System.nanoTime();

    /**
     * @param pause called when the client has a batch: lets go of what must not be held for long
     * @param slow whether a batch may take long to find
     */
    OpenCursor(
            long id, Iterator<RawDocument> rows, Runnable pause, UnaryOperator<RawDocument> projection, boolean slow) {
        super(id);
        this.slow = slow;
        this.rows = rows;
        this.pause = pause;
        this.projection = projection;
    }

    /**
     * The next documents.
     *
     * @param most 0 for as many as fit in a reply
     */
    synchronized List<RawDocument> take(int most) {
        int count = most > 0 ? Math.min(most, BATCH_MAX) : BATCH_MAX;
        List<RawDocument> batch = new ArrayList<>(Math.min(count, FIRST_BATCH));
        long bytes = 0;
        while (batch.size() < count && bytes < BATCH_BYTES_MAX && rows.hasNext()) {
            RawDocument document = projection.apply(rows.next());
            bytes += document.bson().length;
            batch.add(document);
        }
        return batch;
    }

    @Override
    public synchronized boolean isEmpty() {
        boolean empty = !rows.hasNext();
        pause.run();
        usedNanos = System.nanoTime();
        return empty;
    }

    boolean isSlow() {
        return slow;
    }

    long idleNanos() {
        return System.nanoTime() - usedNanos;
    }

    @Override
    public List<Document> takeDocuments(int numberToReturn) {
        return take(numberToReturn).stream().map(RawDocument::document).toList();
    }
}
