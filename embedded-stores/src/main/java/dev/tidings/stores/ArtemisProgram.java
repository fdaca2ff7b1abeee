package dev.tidings.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Artemis broker in a JVM of its own, its journal synced before it answers, unless it is told to be {@link Durability#CACHED}. */
final class ArtemisProgram implements StoreProgram {
    private static final String MAIN_CLASS = "dev.tidings.broker.Broker";
    private static final String USER = "im";
    private static final byte PING = 10;
    private static final int PING_BYTES = 17;

    private final String classPath;
    private final String heap;
    private final Path folder;
    private final int port;
    private final String password;
    private final Durability durability;

    ArtemisProgram(String classPath, String heap, Path folder, int port, String password, Durability durability) {
        this.classPath = classPath;
        this.heap = heap;
        this.folder = folder;
        this.port = port;
        this.password = password;
        this.durability = durability;
    }

    @Override
    public StoreKind kind() {
        return StoreKind.ARTEMIS;
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(folder);
        PrivateFile.write(passwordFile(), password);
    }

    @Override
    public boolean isPrepared() throws IOException {
        return Files.exists(passwordFile()) && Files.readString(passwordFile()).equals(password);
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }

    @Override
    public List<String> command() {
        return ChildProcess.java(
                heap,
                // It keeps little: the least memory and the quickest start.
                "SerialGC",
                classPath,
                MAIN_CLASS,
                List.of(
                        "--port", Integer.toString(port),
                        "--bind", "127.0.0.1",
                        "--data", folder.resolve("data").toString(),
                        "--user", USER,
                        "--password-file", passwordFile().toString(),
                        "--datasync", Boolean.toString(durability == Durability.SYNCED)));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean answers() throws IOException {
        // The broker sends a ping back as it came; it opens its port only when its journal is loaded.
        byte[] opening = "ARTEMIS".getBytes(StandardCharsets.US_ASCII);
        byte[] question = ByteBuffer.allocate(opening.length + 4 + PING_BYTES)
                .put(opening)
                .putInt(PING_BYTES)
                .put(PING)
                .putLong(0)
                .putLong(60_000)
                .array();
        return Wire.ask(port, question, 5)[4] == PING;
    }

    @Override
    public Map<String, String> config() {
        return Map.of(
                "im.artemis.url", "tcp://127.0.0.1:" + port,
                "im.artemis.user", USER,
                "im.artemis.password", password);
    }

    @Override
    public Path data() {
        return folder;
    }
}
