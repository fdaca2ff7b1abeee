package dev.tidings.receipt;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.SetParams;

/** Receipts in Redis: {@code im:receipt:<serverMsgID>} = {@code <sendTime> <conversationID>}, for the retry window. */
@ApplicationScoped
class RedisReceipts implements Receipts {
    private static final String PREFIX = "im:receipt:";

    private final RedisConnections redis;
    private final Duration window;

    @Inject
    RedisReceipts(RedisConnections redis, @ConfigProperty(name = "im.send.retry-window") Duration window) {
        this.redis = redis;
        this.window = window;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisReceipts() {
        this(null, Duration.ZERO);
    }

    @Override
    public Receipt first(MessageId message, Receipt receipt) {
        String key = PREFIX + message;
        SetParams ifAbsent = SetParams.setParams().nx().px(window.toMillis());
        return redis.with(session -> {
            if (session.jedis().set(key, receipt.sendTime() + " " + receipt.conversation(), ifAbsent) != null) {
                return receipt;
            }
            @Nullable String earlier = session.jedis().get(key);
            return earlier == null ? receipt : parse(earlier);
        });
    }

    private static Receipt parse(String stored) {
        int space = stored.indexOf(' ');
        return new Receipt(new ConversationId(stored.substring(space + 1)), Long.parseLong(stored.substring(0, space)));
    }
}
