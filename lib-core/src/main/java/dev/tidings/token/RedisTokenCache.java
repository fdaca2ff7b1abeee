package dev.tidings.token;

import dev.tidings.redis.RedisConnections;
import dev.tidings.redis.RedisScript;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/** What is known of tokens in Redis: {@code im:token:<token id>} is {@code <state number>:<ms since epoch>}, with an expiry. */
final class RedisTokenCache implements TokenCache {
    private static final String PREFIX = "im:token:";

    private final RedisScript confirm = new RedisScript(RedisTokenCache.class, "confirm.lua");
    private final RedisConnections redis;

    RedisTokenCache(RedisConnections redis) {
        this.redis = redis;
    }

    @Override
    public Optional<Entry> find(TokenId id) {
        return Optional.ofNullable(redis.with(session -> session.jedis().get(PREFIX + id)))
                .map(RedisTokenCache::decode);
    }

    @Override
    public void confirm(TokenId id, Entry entry, Duration keep) {
        redis.with(session -> confirm.run(
                session.jedis(), List.of(PREFIX + id, encode(entry), String.valueOf(Math.max(1, keep.toMillis())))));
    }

    @Override
    public void kick(Collection<TokenId> ids, long now, Duration keep) {
        if (ids.isEmpty()) {
            return;
        }
        String kicked = encode(new Entry(TokenState.KICKED, now));
        redis.with(session -> {
            Pipeline pipeline = session.jedis().pipelined();
            ids.forEach(id ->
                    pipeline.set(PREFIX + id, kicked, SetParams.setParams().px(Math.max(1, keep.toMillis()))));
            pipeline.sync();
            return ids.size();
        });
    }

    private static String encode(Entry entry) {
        return entry.state().number() + ":" + entry.confirmedAt();
    }

    private static Entry decode(String value) {
        int colon = value.indexOf(':');
        return new Entry(
                TokenState.of(Integer.parseInt(value.substring(0, colon))), Long.parseLong(value.substring(colon + 1)));
    }
}
