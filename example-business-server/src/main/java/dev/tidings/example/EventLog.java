package dev.tidings.example;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every event once, one JSON object on each line: Tidings delivers an event until it was told that it is here, so it may come
 * again, under the same id. What has been answered is on the disk.
 */
final class EventLog implements AutoCloseable {
    private static final int SHOWN_MAX = 100;

    private final FileChannel file;
    private final Set<String> known = new HashSet<>();
    private final Deque<String> latest = new ArrayDeque<>();

    private EventLog(FileChannel file) {
        this.file = file;
    }

    static EventLog open(Path path) throws IOException {
        List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
        EventLog log = new EventLog(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        for (String line : lines) {
            int from = line.indexOf("\"eventID\":\"") + 11;
            if (from > 10) {
                log.known.add(line.substring(from, line.indexOf('"', from)));
                log.show(line);
            }
        }
        return log;
    }

    /** @return whether it is new */
    synchronized boolean add(String eventId, ObjectNode event) throws IOException {
        if (!known.add(eventId)) {
            return false;
        }
        String line = event.put("eventID", eventId).toString();
        try {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            known.remove(eventId);
            throw e;
        }
        show(line);
        return true;
    }

    private void show(String line) {
        latest.addFirst(line);
        if (latest.size() > SHOWN_MAX) {
            latest.removeLast();
        }
    }

    /** The newest events, the newest first, as a JSON list. */
    synchronized String latest() {
        return "[" + String.join(",\n", latest) + "]";
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
