package dev.tidings.offlinepush;

import dev.tidings.offline.ProviderName;
import java.time.Duration;
import java.util.List;

/** Where pushes wait for their provider: a queue for each. */
interface ProviderQueues {
    /**
     * Returns when the broker has all of the batches on its disk, or none.
     *
     * @param delay before they can be read, zero for at once
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(List<Addressed> batches, Duration delay);

    /** A batch and whom it is for. */
    record Addressed(ProviderName provider, Batch batch) {}
}
