package dev.tidings.receipt;

import dev.tidings.container.GroupThread;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.queue.TransferDelay;
import dev.tidings.redis.RedisConnections;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/**
 * Receipts in Redis: {@code im:receipt:<serverMsgID>} = {@code <sendTime> <conversationID>}, for the retry window. One thread
 * asks for all that has come while it asked before, in one round trip.
 */
@ApplicationScoped
class RedisReceipts implements Receipts {
    private static final String PREFIX = "im:receipt:";
    /** What one round trip carries at most. */
    private static final int GROUP_MAX = 500;
    /** What may wait for Redis; a sender beyond it goes on without a receipt. */
    private static final int WAITING_MAX = 20_000;

    private record Asked(String key, String fresh, CompletableFuture<String> first) {}

    private final GroupThread<Asked> asking;
    private final RedisConnections redis;
    private final SetParams ifAbsent;
    private final ThreadFactory threads;

    @Inject
    RedisReceipts(
            RedisConnections redis,
            @ConfigProperty(name = "im.send.retry-window") Duration window,
            TransferDelay delay,
            ThreadFactory threads) {
        this.asking = new GroupThread<>(WAITING_MAX, GROUP_MAX, this::ask, RedisReceipts::end, () -> delay.rest());
        this.redis = redis;
        this.ifAbsent = SetParams.setParams().nx().px(window.toMillis());
        this.threads = threads;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisReceipts() {
        this(null, Duration.ZERO, null, null);
    }

    @PostConstruct
    void start() {
        asking.start(threads, "im-receipts");
    }

    @Override
    public CompletionStage<Receipt> first(MessageId message, Receipt receipt) {
        Asked asked = new Asked(
                PREFIX + message, receipt.sendTime() + " " + receipt.conversation(), new CompletableFuture<>());
        if (!asking.offer(asked)) {
            asked.first().completeExceptionally(unavailable("too many receipts wait for Redis"));
        }
        return asked.first().thenApply(RedisReceipts::parse);
    }

    private void ask(List<Asked> group) {
        Map<String, String> firsts;
        try {
            firsts = redis.with(session -> firsts(session, group));
        } catch (RuntimeException e) {
            fail(group, e);
            // Whoever waited through Redis' time-out is not made to wait through a second one.
            fail(asking.takeWaiting(), e);
            return;
        }
        group.forEach(it -> it.first().complete(firsts.getOrDefault(it.key(), it.fresh())));
    }

    private static void fail(List<Asked> group, RuntimeException e) {
        group.forEach(it -> it.first().completeExceptionally(e));
    }

    private static void end(List<Asked> left) {
        fail(left, unavailable("this node is shutting down"));
    }

    /** The receipts that were there before; of those that are new, nothing. */
    private Map<String, String> firsts(RedisConnections.Session session, List<Asked> group) {
        Map<String, Response<String>> earlier = new HashMap<>();
        try (Pipeline pipeline = session.jedis().pipelined()) {
            List<Response<String>> kept = new ArrayList<>(group.size());
            group.forEach(it -> kept.add(pipeline.set(it.key(), it.fresh(), ifAbsent)));
            pipeline.sync();
            for (int i = 0; i < group.size(); i++) {
                if (kept.get(i).get() == null) {
                    String key = group.get(i).key();
                    earlier.computeIfAbsent(key, pipeline::get);
                }
            }
            pipeline.sync();
        }
        Map<String, String> firsts = new HashMap<>();
        earlier.forEach((key, receipt) -> {
            if (receipt.get() != null) {
                firsts.put(key, receipt.get());
            }
        });
        return firsts;
    }

    private static ImException unavailable(String why) {
        return new ImException(ErrorCode.UNAVAILABLE, why);
    }

    private static Receipt parse(String stored) {
        int space = stored.indexOf(' ');
        return new Receipt(new ConversationId(stored.substring(space + 1)), Long.parseLong(stored.substring(0, space)));
    }

    @PreDestroy
    void stop() {
        asking.stop();
    }
}
