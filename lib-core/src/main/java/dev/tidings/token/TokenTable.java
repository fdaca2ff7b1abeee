package dev.tidings.token;

import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** The truth about tokens: which were issued, and which of them were kicked. */
interface TokenTable {
    /**
     * Adds a token and kicks the older ones of its user that have to go, in one step.
     *
     * @param now ms since epoch; what has expired by then is left alone
     * @param kickedPlatforms on which platforms all older tokens have to go
     * @param perPlatformMax how many tokens, the new one included, may be on its platform; the oldest go
     * @return those that were normal and are kicked
     */
    List<Caller> add(Caller token, long now, IntPredicate kickedPlatforms, int perPlatformMax);

    TokenState find(TokenId id);

    /** Which of these, at most 1000, are there and not kicked. */
    Set<TokenId> normalAmong(Collection<TokenId> ids);

    /**
     * Kicks all tokens of a user on a platform.
     *
     * @return all that are kicked then and not expired, older ones included
     */
    List<Caller> kick(UserId user, int platformId, long now);

    /**
     * Removes tokens that have expired, at most {@code max} of them.
     *
     * @return how many
     */
    int removeExpired(long now, int max);
}
