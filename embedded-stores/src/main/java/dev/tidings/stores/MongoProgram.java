package dev.tidings.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The MongoDB stand-in in a JVM of its own: its network library must not meet the broker's other version of it. */
final class MongoProgram implements StoreProgram {
    private static final String MAIN_CLASS = "dev.tidings.mongostandin.MongoStandin";
    private static final int OP_MSG = 2013;
    private static final int HEADER_BYTES = 16;

    private final String classPath;
    private final String heap;
    private final Path data;
    private final int port;

    MongoProgram(String classPath, String heap, Path data, int port) {
        this.classPath = classPath;
        this.heap = heap;
        this.data = data;
        this.port = port;
    }

    @Override
    public StoreKind kind() {
        return StoreKind.MONGODB;
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data);
    }

    @Override
    public List<String> command() {
        return ChildProcess.java(
                heap,
                // It keeps much of what it is given: on one core that would be copied twice as long, and nothing is
                // stored meanwhile.
                "ParallelGC",
                classPath,
                MAIN_CLASS,
                List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--data", data.toString()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean answers() throws IOException {
        byte[] header = Wire.ask(port, hello(), HEADER_BYTES);
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(12) == OP_MSG;
    }

    /** The message every driver opens with: the document {@code {hello: 1, $db: "admin"}}. */
    private static byte[] hello() {
        ByteBuffer document = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        document.putInt(0);
        document.put((byte) 0x10)
                .put("hello\0".getBytes(StandardCharsets.US_ASCII))
                .putInt(1);
        document.put((byte) 0x02).put("$db\0".getBytes(StandardCharsets.US_ASCII));
        document.putInt(6).put("admin\0".getBytes(StandardCharsets.US_ASCII));
        document.put((byte) 0);
        document.putInt(0, document.position());
        document.flip();
        int length = HEADER_BYTES + 4 + 1 + document.remaining();
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(1)
                .putInt(0)
                .putInt(OP_MSG)
                .putInt(0)
                .put((byte) 0)
                .put(document)
                .array();
    }

    @Override
    public Map<String, String> config() {
        return Map.of(StoreKind.MONGODB.urlKey(), "mongodb://127.0.0.1:" + port + "/im");
    }

    @Override
    public Path data() {
        return data;
    }
}
