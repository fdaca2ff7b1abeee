package dev.tidings.mongostandin;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Rows with the first few left out and no more than a limit of them. */
final class RowStream implements Iterator<RawDocument> {
    private final Iterator<RawDocument> rows;
    private final Runnable pause;
    private int toSkip;
    private long left;

    /** @param limit 0 for all */
    RowStream(Iterator<RawDocument> rows, int skip, int limit, Runnable pause) {
        this.rows = rows;
        this.toSkip = skip;
        this.left = limit > 0 ? limit : Long.MAX_VALUE;
        this.pause = pause;
    }

    @Override
    public boolean hasNext() {
        while (toSkip > 0 && rows.hasNext()) {
            rows.next();
            toSkip--;
        }
        return left > 0 && rows.hasNext();
    }

    @Override
    public RawDocument next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        left--;
        return rows.next();
    }

    /** Lets go of what must not be held for long. */
    void pause() {
        pause.run();
    }
}
