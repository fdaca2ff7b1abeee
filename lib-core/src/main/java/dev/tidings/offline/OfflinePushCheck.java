package dev.tidings.offline;

import java.util.Optional;

/**
 * Has a say before anybody is told of a message, a business server for one. Every bean of this type is asked, one after the
 * other; there may be none.
 */
public interface OfflinePushCheck {
    /**
     * Decides about one message. It may be asked again about the same one.
     *
     * @return what is told to whom: as it is, changed, or nothing. Users who were not among the given ones are not told
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} to be asked again later
     */
    Optional<OfflinePush> check(OfflinePush push);
}
