package dev.tidings.token;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** What all nodes remember of the {@link TokenTable}. Each method throws {@code UNAVAILABLE} if the memory is away. */
interface TokenCache {
    Optional<Entry> find(TokenId id);

    /** Remembers what the table says now. A token that is remembered as kicked stays kicked: what says otherwise is late. */
    void confirm(TokenId id, Entry entry, Duration keep);

    /**
     * Remembers that these are kicked.
     *
     * @param keep at least until they expire
     */
    void kick(Collection<TokenId> ids, long now, Duration keep);

    /**
     * What the table said.
     *
     * @param confirmedAt when, ms since epoch
     */
    record Entry(TokenState state, long confirmedAt) {}
}
