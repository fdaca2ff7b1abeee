package dev.tidings.receipt;

import dev.tidings.container.GroupQuestions;
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

    private record Question(String key, String fresh) {}

    private final GroupQuestions<Question, String> questions;
    private final RedisConnections redis;
    private final SetParams ifAbsent;
    private final ThreadFactory threads;

    @Inject
    RedisReceipts(
            RedisConnections redis,
            @ConfigProperty(name = "im.send.retry-window") Duration window,
            TransferDelay delay,
            ThreadFactory threads) {
        this.questions = new GroupQuestions<>(
                "im-receipts", WAITING_MAX, GROUP_MAX, this::firsts, Runnable::run, () -> delay.rest());
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
        questions.start(threads);
    }

    @Override
    public CompletionStage<Receipt> first(MessageId message, Receipt receipt) {
        return questions
                .ask(new Question(PREFIX + message, receipt.sendTime() + " " + receipt.conversation()))
                .thenApply(RedisReceipts::parse);
    }

    private List<String> firsts(List<Question> group) {
        Map<String, String> earlier = redis.with(session -> earlier(session, group));
        return group.stream()
                .map(it -> earlier.getOrDefault(it.key(), it.fresh()))
                .toList();
    }

    /** The receipts that were there before; of those that are new, nothing. */
    private Map<String, String> earlier(RedisConnections.Session session, List<Question> group) {
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

    private static Receipt parse(String stored) {
        int space = stored.indexOf(' ');
        return new Receipt(new ConversationId(stored.substring(space + 1)), Long.parseLong(stored.substring(0, space)));
    }

    @PreDestroy
    void stop() {
        questions.stop();
    }
}
