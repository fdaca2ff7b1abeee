package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.params.SetParams;

/** Decisions in Redis: {@code im:decision:<serverMsgID>} = the decision, for the retry window. */
@ApplicationScoped
class RedisDecisions implements Decisions {
    private static final String PREFIX = "im:decision:";

    private final RedisConnections redis;
    private final Duration window;

    @Inject
    RedisDecisions(RedisConnections redis, @ConfigProperty(name = "im.send.retry-window") Duration window) {
        this.redis = redis;
        this.window = window;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisDecisions() {
        this(null, Duration.ZERO);
    }

    @Override
    public Optional<ByteString> find(MessageId message) {
        return redis.with(session ->
                Optional.ofNullable(session.jedis().get(key(message))).map(ByteString::copyFrom));
    }

    @Override
    public ByteString first(MessageId message, ByteString decision) {
        SetParams ifAbsent = SetParams.setParams().nx().px(window.toMillis());
        return redis.with(session -> {
            if (session.jedis().set(key(message), decision.toByteArray(), ifAbsent) != null) {
                return decision;
            }
            byte[] earlier = session.jedis().get(key(message));
            return earlier == null ? decision : ByteString.copyFrom(earlier);
        });
    }

    private static byte[] key(MessageId message) {
        return (PREFIX + message).getBytes(StandardCharsets.UTF_8);
    }
}
