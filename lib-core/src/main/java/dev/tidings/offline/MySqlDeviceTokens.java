package dev.tidings.offline;

import dev.tidings.batch.Chunks;
import dev.tidings.database.Database;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Device tokens in the table {@code push_token}. */
@ApplicationScoped
class MySqlDeviceTokens implements DeviceTokens {
    /** Ids in one statement: enough to make its cost the rows and not the round trip. */
    private static final int CHUNK = 500;
    /** Where the policy lets logins of one platform live beside each other; others than the newest are seldom still in use. */
    private static final int PER_PLATFORM_MAX = 5;

    private static final int NO_LOGIN_ENDS_ANOTHER = 0;

    private final Database database;
    private final int perPlatform;

    @Inject
    MySqlDeviceTokens(Database database, @ConfigProperty(name = "im.auth.multi-login-policy") int multiLoginPolicy) {
        this.database = database;
        this.perPlatform = multiLoginPolicy == NO_LOGIN_ENDS_ANOTHER ? PER_PLATFORM_MAX : 1;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MySqlDeviceTokens() {
        this(null, NO_LOGIN_ENDS_ANOTHER);
    }

    @Override
    public void put(Device device, long now, long expiresAt) {
        database.inTransaction(entities -> {
            entities.createNativeQuery(
                            "insert into push_token"
                                    + " (provider, token_hash, user_id, platform_id, token, updated_at, expires_at)"
                                    + " values (?1, sha2(?2, 256), ?3, ?4, ?2, ?5, ?6)"
                                    + " on duplicate key update user_id = ?3, platform_id = ?4, updated_at = ?5, expires_at = ?6")
                    .setParameter(1, device.provider().toString())
                    .setParameter(2, device.token())
                    .setParameter(3, device.user().value())
                    .setParameter(4, device.platformId())
                    .setParameter(5, now)
                    .setParameter(6, expiresAt)
                    .executeUpdate();
            dropOlder(entities, device);
            return null;
        });
    }

    private void dropOlder(EntityManager entities, Device device) {
        List<?> hashes = entities.createNativeQuery("select token_hash from push_token"
                        + " where user_id = ?1 and platform_id = ?2 and provider = ?3"
                        + " order by token = ?4 desc, updated_at desc, token_hash")
                .setParameter(1, device.user().value())
                .setParameter(2, device.platformId())
                .setParameter(3, device.provider().toString())
                .setParameter(4, device.token())
                .getResultList();
        for (Object hash : hashes.subList(Math.min(perPlatform, hashes.size()), hashes.size())) {
            entities.createNativeQuery("delete from push_token where provider = ?1 and token_hash = ?2")
                    .setParameter(1, device.provider().toString())
                    .setParameter(2, hash)
                    .executeUpdate();
        }
    }

    @Override
    public List<Device> of(Collection<UserId> users, long now) {
        if (users.size() > MAX) {
            throw new ImException(ErrorCode.ARGS, "at most " + MAX + " users at once");
        }
        List<Device> devices = new ArrayList<>();
        for (List<UserId> chunk : Chunks.of(new LinkedHashSet<>(users), CHUNK)) {
            devices.addAll(database.inTransaction(entities -> chunk(entities, chunk, now)));
        }
        return devices;
    }

    private static List<Device> chunk(EntityManager entities, List<UserId> users, long now) {
        Query query = entities.createNativeQuery(
                "select user_id, platform_id, provider, token from push_token where user_id in ("
                        + String.join(", ", Collections.nCopies(users.size(), "?")) + ") and expires_at > ?");
        int parameter = 1;
        for (UserId user : users) {
            query.setParameter(parameter++, user.value());
        }
        query.setParameter(parameter, now);
        List<Device> devices = new ArrayList<>();
        for (Object row : query.getResultList()) {
            Object[] columns = (Object[]) row;
            // A provider that a newer version of this table's writers knows is nothing to this one.
            ProviderName.of((String) columns[2])
                    .ifPresent(provider -> devices.add(new Device(
                            new UserId((String) columns[0]), ((Number) columns[1]).intValue(), provider, (String)
                                    columns[3])));
        }
        return devices;
    }

    @Override
    public void remove(ProviderName provider, String token) {
        database.inTransaction(entities -> entities.createNativeQuery(
                        "delete from push_token where provider = ?1 and token_hash = sha2(?2, 256)")
                .setParameter(1, provider.toString())
                .setParameter(2, token)
                .executeUpdate());
    }

    @Override
    public void remove(UserId user, int platformId) {
        database.inTransaction(
                entities -> entities.createNativeQuery("delete from push_token where user_id = ?1 and platform_id = ?2")
                        .setParameter(1, user.value())
                        .setParameter(2, platformId)
                        .executeUpdate());
    }
}
