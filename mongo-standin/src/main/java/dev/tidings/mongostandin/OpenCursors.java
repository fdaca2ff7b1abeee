package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The queries that clients have not read to the end; no more than a limit, and none for ever. */
final class OpenCursors extends CursorRegistry {
    private static final int CURSORS_MAX = 1000;

    /** As on MongoDB, a cursor nobody reads from is given up. */
    private static final long IDLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

    private final Map<Long, OpenCursor> open = new ConcurrentHashMap<>();

    @Override
    public void add(Cursor cursor) {
        if (size() >= CURSORS_MAX) {
            throw new MongoServerError(
                    146, "ExceededMemoryLimit", CURSORS_MAX + " cursors are open; close some or read them to the end");
        }
        super.add(cursor);
        if (cursor instanceof OpenCursor openCursor) {
            open.put(cursor.getId(), openCursor);
        }
    }

    @Override
    public boolean remove(long cursorId) {
        open.remove(cursorId);
        return super.remove(cursorId);
    }

    @Nullable
    OpenCursor get(long cursorId) {
        return open.get(cursorId);
    }

    /** Gives up cursors that were not used for a while. */
    void expire() {
        for (OpenCursor cursor : open.values()) {
            if (cursor.idleNanos() > IDLE_NANOS_MAX) {
                remove(cursor.getId());
            }
        }
    }
}
