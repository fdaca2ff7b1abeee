package dev.tidings.checker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Writes the lines that no device writes: what was done to the server, what the business server saw, what is there in the end. */
public final class HistoryWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer out;
    private final String client;

    /**
     * Creates the file, or empties it.
     *
     * @param client who writes
     */
    public HistoryWriter(Path file, String client) throws IOException {
        this(Files.newBufferedWriter(file), client);
    }

    /** Writes to {@code out}, which is closed with this. */
    public HistoryWriter(Writer out, String client) {
        this.out = out;
        this.client = client;
    }

    /** A line under way; {@link #end()} writes it. */
    public final class Event {
        private final ObjectNode line = JSON.createObjectNode();

        private Event(String kind) {
            line.put("t", System.nanoTime()).put("client", client).put("event", kind);
        }

        /** Sets a field, also one that is set already, such as {@code client}. */
        public Event with(String field, String value) {
            line.put(field, value);
            return this;
        }

        public Event with(String field, long value) {
            line.put(field, value);
            return this;
        }

        public void end() {
            write(line);
        }
    }

    /** A new line about now. */
    public Event event(String kind) {
        return new Event(kind);
    }

    private synchronized void write(ObjectNode line) {
        try {
            out.write(line.toString());
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the history can't be written", e);
        }
    }

    /** The short mark of a content by which two copies of a message are compared. */
    public static long crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }

    /** As {@link #crc(byte[])}, of a content that is text. */
    public static long crc(String content) {
        return crc(content.getBytes(StandardCharsets.UTF_8));
    }

    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the history can't be written", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the history can't be written", e);
        }
    }
}
