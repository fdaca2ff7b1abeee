package dev.tidings.offline;

import jakarta.jms.ConnectionFactory;
import java.time.Duration;
import java.util.Optional;

/** The real queue on a broker of a test. */
public final class TestOfflineQueue {
    private TestOfflineQueue() {}

    /** @param providers as they are configured */
    public static OfflineQueue on(ConnectionFactory connections, String... providers) {
        return new JmsOfflineQueue(
                connections,
                providers.length == 0 ? Optional.empty() : Optional.of(String.join(",", providers)),
                Duration.ofHours(24));
    }
}
