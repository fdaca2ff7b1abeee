package dev.tidings.offline;

import java.util.List;

/** Where messages wait for offline push, so that a provider that hangs delays no delivery and loses nothing. */
public interface OfflineQueue {
    /**
     * Returns when the broker has them on its disk.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(List<Away> away);
}
