package dev.tidings.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of one JSON object per line and event, as the checker reads it. What is empty or 0 is left out. */
public final class JsonLinesHistory implements History, AutoCloseable {
    private final JsonGenerator out;

    /** Creates the file, or empties it. */
    public JsonLinesHistory(Path file) throws IOException {
        this.out = new JsonFactory().createGenerator(Files.newOutputStream(file));
        out.setRootValueSeparator(null);
    }

    @Override
    public synchronized void record(Event event) {
        try {
            out.writeStartObject();
            out.writeNumberField("t", event.nanos());
            number("since", event.sinceNanos());
            out.writeNumberField("wall", event.wallMillis());
            text("client", event.client());
            text("node", event.node());
            text("user", event.userID());
            out.writeNumberField("platform", event.platformID());
            text("event", event.kind().name());
            text("conversation", event.conversationID());
            number("seq", event.seq());
            text("clientMsgID", event.clientMsgID());
            text("serverMsgID", event.serverMsgID());
            text("sender", event.sendID());
            number("crc", event.contentCrc());
            text("off", event.off());
            text("outcome", event.outcome().name());
            text("detail", event.detail());
            out.writeEndObject();
            out.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("the history can't be written", e);
        }
    }

    private void text(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(name, value);
        }
    }

    private void number(String name, long value) throws IOException {
        if (value != 0) {
            out.writeNumberField(name, value);
        }
    }

    /** Writes what is still in memory. */
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
