package dev.tidings.launcher;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log: what a person would look at first. */
final class LogTail {
    private static final int BYTES = 16_000;

    private LogTail() {}

    /** The last {@code lines} lines that say something; those that speak of a failure if there are any. */
    static String of(Path log, int lines) {
        return of(log, 0, lines);
    }

    /** As {@link #of(Path, int)}, of what was written after the first {@code from} bytes. */
    static String of(Path log, long from, int lines) {
        try {
            List<String> all = read(log, from);
            List<String> failures = all.stream()
                    .filter(line -> line.contains("SEVERE")
                            || line.contains("Exception")
                            || line.contains("ERROR")
                            || line.contains("Caused by"))
                    .toList();
            List<String> chosen = failures.isEmpty() ? all : failures;
            return chosen.stream().skip(Math.max(0, chosen.size() - lines)).collect(joining("\n"));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }

    static long size(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) : 0;
    }

    /** Whether {@code text} is in what was written after the first {@code from} bytes, or at the log's end if that is long. */
    static boolean contains(Path log, long from, String text) {
        try {
            if (size(log) <= from) {
                return false;
            }
            try (SeekableByteChannel channel = Files.newByteChannel(log)) {
                channel.position(Math.max(from, channel.size() - BYTES));
                return new String(Channels.newInputStream(channel).readNBytes(BYTES), StandardCharsets.UTF_8)
                        .contains(text);
            }
        } catch (IOException e) {
            throw new LaunchException(log + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> read(Path log, long from) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            channel.position(Math.max(Math.min(from, channel.size()), channel.size() - BYTES));
            return new String(Channels.newInputStream(channel).readNBytes(BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
