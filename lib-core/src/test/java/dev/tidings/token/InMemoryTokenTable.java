package dev.tidings.token;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Issued tokens in the heap, for tests; it can be away. */
final class InMemoryTokenTable implements TokenTable {
    private final Map<TokenId, Row> rows = new LinkedHashMap<>();
    private int issued;
    private boolean away;
    private int asked;

    synchronized void setAway(boolean away) {
        this.away = away;
    }

    /** How often it was asked about a token. */
    synchronized int asked() {
        return asked;
    }

    @Override
    public synchronized List<Caller> add(Caller token, long now, IntPredicate kickedPlatforms, int perPlatformMax) {
        checkThere();
        List<Caller> kicked = new ArrayList<>();
        int onPlatform = 1;
        for (Row row : newestFirst(token.user(), now)) {
            if (row.state != TokenState.NORMAL) {
                continue;
            }
            boolean surplus = row.token.platformId() == token.platformId() && ++onPlatform > perPlatformMax;
            if (surplus || kickedPlatforms.test(row.token.platformId())) {
                rows.put(row.token.token(), new Row(row.token, row.order, TokenState.KICKED));
                kicked.add(row.token);
            }
        }
        rows.put(token.token(), new Row(token, issued++, TokenState.NORMAL));
        return kicked;
    }

    @Override
    public synchronized TokenState find(TokenId id) {
        asked++;
        checkThere();
        Row row = rows.get(id);
        return row == null ? TokenState.ABSENT : row.state;
    }

    @Override
    public synchronized Set<TokenId> normalAmong(Collection<TokenId> ids) {
        checkThere();
        return ids.stream()
                .filter(id -> rows.containsKey(id) && rows.get(id).state() == TokenState.NORMAL)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public synchronized List<Caller> kick(UserId user, int platformId, long now) {
        checkThere();
        List<Caller> kicked = new ArrayList<>();
        for (Row row : newestFirst(user, now)) {
            if (row.token.platformId() == platformId) {
                rows.put(row.token.token(), new Row(row.token, row.order, TokenState.KICKED));
                kicked.add(row.token);
            }
        }
        return kicked;
    }

    @Override
    public synchronized int removeExpired(long now, int max) {
        checkThere();
        List<TokenId> expired = rows.values().stream()
                .filter(row -> row.token.expiresAt() <= now)
                .limit(max)
                .map(row -> row.token.token())
                .toList();
        expired.forEach(rows::remove);
        return expired.size();
    }

    private List<Row> newestFirst(UserId user, long now) {
        return rows.values().stream()
                .filter(row -> row.token.user().equals(user) && row.token.expiresAt() > now)
                .sorted(Comparator.comparingInt(Row::order).reversed())
                .toList();
    }

    private void checkThere() {
        if (away) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the table is away");
        }
    }

    private record Row(Caller token, int order, TokenState state) {}
}
