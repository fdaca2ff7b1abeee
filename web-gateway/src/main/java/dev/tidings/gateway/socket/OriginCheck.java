package dev.tidings.gateway.socket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets pages connect only from the origins in {@code im.ws.origins}; {@code *} lets everyone, as OpenIM does. */
final class OriginCheck {
    private OriginCheck() {}

    /** A client without an origin is no page; an entry may end in {@code :*} for any port. */
    static boolean isAllowed(@Nullable String origin, List<String> allowed) {
        if (origin == null || origin.isEmpty()) {
            return true;
        }
        return allowed.stream()
                .map(String::trim)
                .anyMatch(it -> it.equals("*")
                        || it.equals(origin)
                        || (it.endsWith(":*") && (origin + ":").startsWith(it.substring(0, it.length() - 1))));
    }
}
