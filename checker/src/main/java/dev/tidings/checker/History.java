package dev.tidings.checker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** The lines of some files, which can be read as often as one likes. */
public final class History {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER = 1 << 18;

    /** Where a file's bytes come from. */
    private interface Source {
        InputStream open() throws IOException;
    }

    private final List<Source> sources;

    private History(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** The lines of these files, one after the other; a name that ends with {@code .gz} is unpacked. */
    public static History of(List<Path> files) {
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(
                    file.toString().endsWith(".gz")
                            ? () -> new GZIPInputStream(Files.newInputStream(file), BUFFER)
                            : () -> Files.newInputStream(file));
        }
        return new History(sources);
    }

    /** A history that is at hand. */
    public static History ofText(String lines) {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        return new History(List.of(() -> new ByteArrayInputStream(bytes)));
    }

    /**
     * Gives every line to {@code to}. A last line that was cut off, by a kill of who wrote it, is left out.
     *
     * @throws IOException if a file cannot be read, or a line is no JSON object
     */
    void read(Consumer<Line> to) throws IOException {
        int before = 0;
        for (Source source : sources) {
            before = read(source, before, to);
        }
    }

    private static int read(Source source, int before, Consumer<Line> to) throws IOException {
        int number = before;
        try (InputStream in = source.open();
                JsonParser json = JSON.createParser(in)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new IOException("line " + (number + 1) + " is no JSON object");
                }
                to.accept(line(json, ++number));
            }
        } catch (JsonEOFException torn) {
            return number;
        } catch (JsonProcessingException e) {
            throw new IOException("line " + (number + 1) + " is not JSON: " + e.getOriginalMessage(), e);
        }
        return number;
    }

    private static Line line(JsonParser json, int number) throws IOException {
        Fields it = new Fields();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            it.set(name, json);
        }
        return it.line(number);
    }

    /** A line while it is being read. */
    private static final class Fields {
        private long t;
        private long since;
        private String clock = "";
        private String client = "";
        private String user = "";
        private int platform;
        private Kind kind = Kind.OTHER;
        private String conversation = "";
        private long seq;
        private long mailboxSeq;
        private String clientMsgID = "";
        private String serverMsgID = "";
        private String sender = "";
        private long crc;
        private String outcome = "";
        private String off = "";
        private String tier = "";
        private String owner = "";
        private String detail = "";

        private void set(String name, JsonParser json) throws IOException {
            switch (name) {
                case "t" -> t = json.getValueAsLong();
                case "since" -> since = json.getValueAsLong();
                case "clock" -> clock = json.getValueAsString("");
                case "client" -> client = json.getValueAsString("");
                case "user" -> user = json.getValueAsString("");
                case "platform" -> platform = json.getValueAsInt();
                case "event" -> kind = Kind.of(json.getValueAsString(""));
                case "conversation" -> conversation = json.getValueAsString("");
                case "seq" -> seq = json.getValueAsLong();
                case "mailboxSeq" -> mailboxSeq = json.getValueAsLong();
                case "clientMsgID" -> clientMsgID = json.getValueAsString("");
                case "serverMsgID" -> serverMsgID = json.getValueAsString("");
                case "sender" -> sender = json.getValueAsString("");
                case "crc" -> crc = json.getValueAsLong();
                case "outcome" -> outcome = json.getValueAsString("");
                case "off" -> off = json.getValueAsString("");
                case "tier" -> tier = json.getValueAsString("");
                case "owner" -> owner = json.getValueAsString("");
                case "detail" -> detail = json.getValueAsString("");
                default -> json.skipChildren();
            }
        }

        private Line line(int number) {
            return new Line(
                    number,
                    t,
                    since,
                    clock,
                    client,
                    user,
                    platform,
                    kind,
                    conversation,
                    seq,
                    mailboxSeq,
                    clientMsgID,
                    serverMsgID,
                    sender,
                    crc,
                    outcome,
                    off,
                    tier,
                    owner,
                    detail);
        }
    }
}
