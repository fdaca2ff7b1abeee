package dev.tidings.mongostandin;

import java.util.Map;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.WriteBuffer;

/**
 * The data file. It keeps the buffer in which a checkpoint is put together: growing a new one to many megabytes each
 * time is most of what a busy server would allocate.
 */
final class PageFile extends SingleFileStore {
    private final WriteBuffer kept;
    private boolean lent;

    /** @param bufferBytes the size of the buffer that is kept */
    PageFile(Map<String, Object> config, int bufferBytes) {
        super(config);
        this.kept = new WriteBuffer(bufferBytes);
    }

    @Override
    public synchronized WriteBuffer getWriteBuffer() {
        if (lent) {
            return super.getWriteBuffer();
        }
        lent = true;
        return kept.clear();
    }

    @Override
    public synchronized void releaseWriteBuffer(WriteBuffer buffer) {
        if (buffer == kept) {
            buffer.clear();
            lent = false;
        } else {
            super.releaseWriteBuffer(buffer);
        }
    }
}
