package dev.tidings.offlinepush;

import dev.tidings.provider.DevicePush;
import java.util.List;

/**
 * Pushes that wait for one provider.
 *
 * @param attempts how often it was tried
 * @param reason why it waits, for the operator; empty at first
 */
record Batch(List<DevicePush> pushes, int attempts, String reason) {
    Batch {
        pushes = List.copyOf(pushes);
    }

    static Batch first(List<DevicePush> pushes) {
        return new Batch(pushes, 0, "");
    }
}
