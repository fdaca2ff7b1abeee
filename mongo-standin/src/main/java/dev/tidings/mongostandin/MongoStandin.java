package dev.tidings.mongostandin;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts a MongoDB-compatible server: {@code --data DIR [--port 27017] [--bind 127.0.0.1] [--fsync] [--cache-mb 32]
 * [--page-bytes 4096] [--checkpoint-kb 32768]}. Prints one line when it is ready and stops cleanly on SIGTERM. Exit codes: 64 for arguments
 * it does not understand, 1 if it cannot start, 70 if it can no longer write.
 */
public final class MongoStandin {
    private static final String USAGE = "Usage: --data DIR [--port 27017] [--bind 127.0.0.1] [--fsync] [--cache-mb 32]"
            + " [--page-bytes 4096] [--checkpoint-kb 32768]";

    private static final int EXIT_CANNOT_START = 1;
    private static final int EXIT_USAGE = 64;
    private static final int EXIT_CANNOT_WRITE = 70;
    private static final int DEFAULT_PORT = 27017;

    /** The library tells of every connection; only its troubles are of interest. Held, or it would be forgotten. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("de.bwaldvogel.mongo"), Logger.getLogger("io.netty"));

    private MongoStandin() {}

    /** Runs the server until the process is told to stop. */
    public static void main(String[] args) {
        StandinOptions options;
        try {
            options = options(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(EXIT_USAGE);
            return;
        }
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        try {
            // Halting, not exiting: a clean stop would try to write. What was acknowledged is in the journal.
            StandinServer server = new StandinServer(
                    options, Clock.systemUTC(), cause -> Runtime.getRuntime().halt(EXIT_CANNOT_WRITE));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "standin-stop"));
            System.out.println("MongoDB stand-in ready on mongodb:/" + server.address() + "/ with data in "
                    + options.data().toAbsolutePath());
        } catch (StorageException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_CANNOT_START);
        }
    }

    static StandinOptions options(String... args) {
        String bind = "127.0.0.1";
        int port = DEFAULT_PORT;
        Path data = null;
        boolean fsync = false;
        int cacheMegabytes = StandinOptions.DEFAULT_CACHE_MEGABYTES;
        int pageBytes = StandinOptions.DEFAULT_PAGE_BYTES;
        int checkpointKilobytes = StandinOptions.DEFAULT_CHECKPOINT_KILOBYTES;
        Deque<String> remaining = new ArrayDeque<>(List.of(args));
        while (!remaining.isEmpty()) {
            String option = remaining.pop();
            switch (option) {
                case "--bind" -> bind = value(option, remaining);
                case "--port" -> port = number(option, remaining);
                case "--data" -> data = Path.of(value(option, remaining));
                case "--fsync" -> fsync = true;
                case "--cache-mb" -> cacheMegabytes = number(option, remaining);
                case "--page-bytes" -> pageBytes = number(option, remaining);
                case "--checkpoint-kb" -> checkpointKilobytes = number(option, remaining);
                default -> throw new IllegalArgumentException("Unknown option " + option);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data is missing");
        }
        return new StandinOptions(bind, port, data, fsync, cacheMegabytes, pageBytes, checkpointKilobytes);
    }

    private static int number(String option, Deque<String> remaining) {
        String value = value(option, remaining);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, e);
        }
    }

    private static String value(String option, Deque<String> remaining) {
        if (remaining.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return remaining.pop();
    }
}
