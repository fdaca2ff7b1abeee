package dev.tidings.token;

import dev.tidings.database.Database;
import dev.tidings.message.UserId;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Tokens in the table {@code token}: their ids only, which are no use without the signature. */
final class MySqlTokenTable implements TokenTable {
    /** A device that logs in every minute must not make its logins slow; the oldest then are unknown, not kicked. */
    private static final int KICKED_KEPT_MAX = 100;

    private final Database database;

    MySqlTokenTable(Database database) {
        this.database = database;
    }

    @Override
    public List<Caller> add(Caller token, long now, IntPredicate kickedPlatforms, int perPlatformMax) {
        return database.inTransaction(entities -> {
            lock(entities, token.user());
            List<Caller> kicked = new ArrayList<>();
            int onPlatform = 1;
            int kept = 0;
            for (TokenRow row : newestFirst(entities, token.user())) {
                if (row.isExpired(now)) {
                    continue;
                }
                if (row.state() == TokenState.KICKED) {
                    if (++kept > KICKED_KEPT_MAX) {
                        entities.remove(row);
                    }
                    continue;
                }
                boolean surplus = row.platformId() == token.platformId() && ++onPlatform > perPlatformMax;
                if (surplus || kickedPlatforms.test(row.platformId())) {
                    row.kick();
                    kicked.add(row.caller());
                }
            }
            entities.persist(new TokenRow(token, now));
            return kicked;
        });
    }

    /**
     * Makes changes for one user happen one after the other. A row of the user's own for it: locking the tokens themselves
     * would lock what lies beside them as well, and logins of strangers would wait for each other or deadlock.
     */
    private static void lock(EntityManager entities, UserId user) {
        entities.createNativeQuery("insert into token_user (user_id, changes) values (?1, 1)"
                        + " on duplicate key update changes = changes + 1")
                .setParameter(1, user.value())
                .executeUpdate();
    }

    private static List<TokenRow> newestFirst(EntityManager entities, UserId user) {
        return entities.createQuery(
                        "select t from TokenRow t where t.userId = :user order by t.issuedAt desc, t.tokenId",
                        TokenRow.class)
                .setParameter("user", user.value())
                .getResultList();
    }

    @Override
    public TokenState find(TokenId id) {
        TokenRow row = database.inTransaction(entities -> entities.find(TokenRow.class, id.value()));
        return row == null ? TokenState.ABSENT : row.state();
    }

    @Override
    public Set<TokenId> normalAmong(Collection<TokenId> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        List<String> normal = database.inTransaction(entities -> entities.createQuery(
                        "select t.tokenId from TokenRow t where t.status = :normal and t.tokenId in :ids", String.class)
                .setParameter("normal", TokenState.NORMAL.number())
                .setParameter("ids", ids.stream().map(TokenId::value).toList())
                .getResultList());
        return normal.stream().map(TokenId::new).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Caller> kick(UserId user, int platformId, long now) {
        return database.inTransaction(entities -> {
            lock(entities, user);
            List<Caller> kicked = new ArrayList<>();
            for (TokenRow row : newestFirst(entities, user)) {
                if (row.platformId() == platformId && !row.isExpired(now)) {
                    row.kick();
                    kicked.add(row.caller());
                }
            }
            return kicked;
        });
    }

    @Override
    public int removeExpired(long now, int max) {
        return database.inTransaction(
                entities -> entities.createNativeQuery("delete from token where expires_at <= ?1 limit ?2")
                        .setParameter(1, now)
                        .setParameter(2, max)
                        .executeUpdate());
    }
}
