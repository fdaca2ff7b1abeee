package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;

/** The kinds of events that are judged. A line of any other kind is passed over. */
enum Kind {
    CONNECTED,
    CLOSED,
    KICKED,
    STOPPED,
    SEND,
    SENT,
    NEWEST,
    PUSHED,
    TRANSIENT,
    DUPLICATE,
    AHEAD,
    PULL,
    PULLED,
    HOLE,
    DELIVERED,
    READ,
    READ_END,
    READ_AT,
    REVOKE,
    REVOKE_END,
    TOKEN_REVOKED,
    PROBE,
    FAULT,
    HEALED,
    HOOK_BEFORE,
    HOOK_AFTER,
    HOOKS,
    QUEUE,
    TIER_BEGIN,
    CELL,
    TIER_END,
    OTHER;

    private static final Map<String, Kind> BY_NAME = new HashMap<>();

    static {
        for (Kind kind : values()) {
            BY_NAME.put(kind.name(), kind);
        }
    }

    static Kind of(String name) {
        return BY_NAME.getOrDefault(name, OTHER);
    }
}
