package dev.tidings.token;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is remembered of tokens, in the heap, for tests; it can be away and emptied, and it keeps everything for ever. */
final class InMemoryTokenCache implements TokenCache {
    private final Map<TokenId, Entry> entries = new HashMap<>();
    private boolean away;

    synchronized void setAway(boolean away) {
        this.away = away;
    }

    synchronized void empty() {
        entries.clear();
    }

    @Override
    public synchronized Optional<Entry> find(TokenId id) {
        checkThere();
        return Optional.ofNullable(entries.get(id));
    }

    @Override
    public synchronized void confirm(TokenId id, Entry entry, Duration keep) {
        checkThere();
        entries.merge(id, entry, (known, given) -> known.state() == TokenState.KICKED ? known : given);
    }

    @Override
    public synchronized void kick(Collection<TokenId> ids, long now, Duration keep) {
        checkThere();
        ids.forEach(id -> entries.put(id, new Entry(TokenState.KICKED, now)));
    }

    private void checkThere() {
        if (away) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the cache is away");
        }
    }
}
