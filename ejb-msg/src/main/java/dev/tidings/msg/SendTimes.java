package dev.tidings.msg;

import dev.tidings.message.ConversationId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The times at which messages are sent: now, but in one conversation never the same millisecond twice on one node, because
 * SDKs page through a history by these times and show a message twice, or not at all, where two have the same.
 */
@ApplicationScoped
class SendTimes {
    /** Conversations that are remembered; one that was quiet for so long is in no danger. */
    private static final int REMEMBERED_MAX = 50_000;

    private final Clock clock;
    private final Map<ConversationId, Long> last = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ConversationId, Long> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    @Inject
    SendTimes(Clock clock) {
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected SendTimes() {
        this(null);
    }

    /** Ms since epoch. */
    long next(ConversationId conversation) {
        long now = clock.millis();
        synchronized (last) {
            return last.merge(conversation, now, (before, current) -> Math.max(before + 1, current));
        }
    }
}
