package dev.tidings.hook;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * How one hook is to be called.
 *
 * @param url with the callbackCommand at its end, without a query
 * @param timeout of one call, from its beginning to the last byte of its answer, waiting for its turn included
 * @param failsClosed whether a question that fails refuses what it was asked about
 * @param contentTypes of the messages it is about; all if it is empty
 * @param deniedTypes of messages it is never about
 * @param receivers of the messages it is about; all if it is empty
 */
record HookRule(
        URI url,
        Duration timeout,
        boolean failsClosed,
        Set<Integer> contentTypes,
        Set<Integer> deniedTypes,
        Set<String> receivers) {
    HookRule {
        contentTypes = Set.copyOf(contentTypes);
        deniedTypes = Set.copyOf(deniedTypes);
        receivers = Set.copyOf(receivers);
    }

    boolean isAbout(int contentType, String receiver) {
        return (contentTypes.isEmpty() || contentTypes.contains(contentType))
                && !deniedTypes.contains(contentType)
                && (receivers.isEmpty() || receivers.contains(receiver));
    }
}
