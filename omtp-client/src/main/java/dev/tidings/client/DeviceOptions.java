package dev.tidings.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How a device behaves.
 *
 * @param nodes where it connects, the next one after each failure; empty for its login's URL only
 * @param backoff between attempts
 * @param pullMessages the most messages asked for in one pull, 1 to 1000
 * @param pullRetry the wait after a pull that failed
 */
public record DeviceOptions(List<URI> nodes, Backoff backoff, int pullMessages, Duration pullRetry) {
    /** As the SDKs. */
    public static final DeviceOptions SDK = new DeviceOptions(List.of(), Backoff.SDK, 100, Duration.ofSeconds(1));

    /** For tests that have no time. */
    public static final DeviceOptions FAST = new DeviceOptions(List.of(), Backoff.FAST, 100, Duration.ofMillis(100));

    public DeviceOptions {
        nodes = List.copyOf(nodes);
        if (pullMessages < 1 || pullMessages > 1000) {
            throw new IllegalArgumentException("pullMessages: " + pullMessages);
        }
    }

    public DeviceOptions withNodes(List<URI> others) {
        return new DeviceOptions(others, backoff, pullMessages, pullRetry);
    }

    public DeviceOptions withBackoff(Backoff other) {
        return new DeviceOptions(nodes, other, pullMessages, pullRetry);
    }
}
