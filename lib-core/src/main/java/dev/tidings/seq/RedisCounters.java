package dev.tidings.seq;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Goes through the keys {@code s:<series>} of this Redis process; the package description has all keys. */
@Dependent
class RedisCounters implements Counters {
    private final RedisConnections redis;

    @Inject
    RedisCounters(RedisConnections redis) {
        this.redis = redis;
    }

    @Override
    public Page some(@Nullable String cursor, int limit) {
        String from = cursor == null ? ScanParams.SCAN_POINTER_START : cursor;
        if (!from.matches("[0-9]{1,20}")) {
            throw new ImException(ErrorCode.ARGS, "cursor is not one that was answered");
        }
        return redis.with(session -> {
            String prefix = "im:seq:" + session.runId() + ":s:";
            ScanResult<String> page = session.jedis()
                    .scan(from, new ScanParams().match(prefix + "*").count(limit));
            List<Series> series = page.getResult().stream()
                    .map(key -> new Series(key.substring(prefix.length())))
                    .toList();
            return new Page(series, page.isCompleteIteration() ? null : page.getCursor());
        });
    }
}
