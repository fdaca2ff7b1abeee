package dev.tidings.offline;

import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/** Marks in Redis: {@code im:pushed:<serverMsgID>:<whom>}, an hour longer than a push is tried. */
@ApplicationScoped
class RedisPushMarks implements PushMarks {
    private static final String PREFIX = "im:pushed:";
    private static final Duration LONGER = Duration.ofHours(1);

    private final RedisConnections redis;
    private final Duration life;

    @Inject
    RedisPushMarks(RedisConnections redis, @ConfigProperty(name = "im.push.retry-for") Duration retryFor) {
        this.redis = redis;
        this.life = retryFor.plus(LONGER);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisPushMarks() {
        this(null, Duration.ZERO);
    }

    @Override
    public Set<PushMark> claim(Collection<PushMark> marks) {
        SetParams ifAbsent = SetParams.setParams().nx().px(life.toMillis());
        return redis.with(session -> {
            Map<PushMark, Response<String>> answers = new LinkedHashMap<>();
            try (Pipeline pipeline = session.jedis().pipelined()) {
                new LinkedHashSet<>(marks).forEach(mark -> answers.put(mark, pipeline.set(key(mark), "1", ifAbsent)));
            }
            Set<PushMark> claimed = new LinkedHashSet<>();
            answers.forEach((mark, answer) -> {
                if (answer.get() != null) {
                    claimed.add(mark);
                }
            });
            return claimed;
        });
    }

    @Override
    public void release(Collection<PushMark> marks) {
        if (!marks.isEmpty()) {
            String[] keys =
                    new ArrayList<>(marks).stream().map(RedisPushMarks::key).toArray(String[]::new);
            redis.with(session -> session.jedis().del(keys));
        }
    }

    private static String key(PushMark mark) {
        return PREFIX + mark.message() + ":" + mark.whom();
    }
}
