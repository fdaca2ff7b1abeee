package dev.tidings.token;

import dev.tidings.database.Database;
import dev.tidings.message.UserId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

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
            // Before the others are looked at: of two logins at the same time, one then sees the other's token.
            entities.persist(new TokenRow(token, now));
            entities.flush();
            List<Caller> kicked = new ArrayList<>();
            int onPlatform = 1;
            int kept = 0;
            for (TokenRow row : locked(entities, token.user())) {
                if (row.isExpired(now) || row.id().equals(token.token())) {
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
            return kicked;
        });
    }

    /** All of a user, newest first, so that two changes for one user happen one after the other. */
    private static List<TokenRow> locked(EntityManager entities, UserId user) {
        return entities.createQuery(
                        "select t from TokenRow t where t.userId = :user order by t.issuedAt desc, t.tokenId",
                        TokenRow.class)
                .setParameter("user", user.value())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    @Override
    public TokenState find(TokenId id) {
        TokenRow row = database.inTransaction(entities -> entities.find(TokenRow.class, id.value()));
        return row == null ? TokenState.ABSENT : row.state();
    }

    @Override
    public List<Caller> kick(UserId user, int platformId, long now) {
        return database.inTransaction(entities -> {
            List<Caller> kicked = new ArrayList<>();
            for (TokenRow row : locked(entities, user)) {
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
