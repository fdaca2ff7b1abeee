package dev.tidings.offline;

import java.util.List;

/** Where messages wait for offline push, so that a provider that hangs delays no delivery and loses nothing. */
public interface OfflineQueue {
    /** Whether any provider is configured. While none is, {@link #put} has no effect and finding out who is away is not worth it. */
    default boolean isOn() {
        return true;
    }

    /**
     * Returns when the broker has them on its disk. Putting one twice leads to one push for each device.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(List<Away> away);
}
