package dev.tidings.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The disk: a group's bytes behind each other in a file that is long enough already, and one sync. */
final class SyncLoad implements PartLoad {
    private static final int FILE_BYTES = 64 * 1024 * 1024;
    /** What the broker's journal has of a message. */
    private static final int MESSAGE_BYTES = 1000;

    private final Path path;
    private final FileChannel file;

    SyncLoad(Path folder) throws IOException {
        this.path = folder.resolve("sync");
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocate(1024 * 1024);
        for (int at = 0; at < FILE_BYTES; at += zeros.capacity()) {
            file.write(zeros.clear(), at);
        }
        file.force(true);
        file.position(0);
    }

    @Override
    public String part() {
        return "disk";
    }

    @Override
    public String work() {
        return "1,000 bytes into a file, a sync";
    }

    @Override
    public int groupsAtOnce() {
        return 1;
    }

    @Override
    public Runnable group(List<Long> messages) {
        ByteBuffer bytes = ByteBuffer.allocate(messages.size() * MESSAGE_BYTES);
        return () -> write(bytes);
    }

    private void write(ByteBuffer bytes) {
        try {
            if (file.position() + bytes.remaining() > FILE_BYTES) {
                file.position(0);
            }
            file.write(bytes);
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
