package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.container.GroupQuestions;
import dev.tidings.container.ThreadPools;
import dev.tidings.message.MessageId;
import dev.tidings.redis.RedisConnections;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.SetParams;

/**
 * Decisions in Redis: {@code im:decision:<serverMsgID>} = the decision, for the retry window. One thread asks for all that has come
 * while it asked before, in one round trip, so that a Redis that is slow holds up no thread that reads clients' frames.
 */
@ApplicationScoped
class RedisDecisions implements Decisions {
    private static final String PREFIX = "im:decision:";
    /** What one round trip carries at most. */
    private static final int GROUP_MAX = 500;
    /** What may wait for Redis; a message beyond it is decided anew. */
    private static final int WAITING_MAX = 20_000;
    /** Go on with what was found, which may take a look at a receiver. */
    private static final int THREADS = 4;

    /** @param fresh what to keep if there is nothing yet; null to look only */
    private record Question(MessageId message, @Nullable ByteString fresh) {}

    private final GroupQuestions<Question, Optional<ByteString>> questions;
    private final RedisConnections redis;
    private final SetParams ifAbsent;
    private final ThreadFactory threads;
    private @Nullable ExecutorService going;

    @Inject
    RedisDecisions(
            RedisConnections redis,
            @ConfigProperty(name = "im.send.retry-window") Duration window,
            ThreadFactory threads) {
        this.questions = new GroupQuestions<>(
                "im-decisions", WAITING_MAX, GROUP_MAX, this::kept, this::goOn, () -> Duration.ZERO);
        this.redis = redis;
        this.ifAbsent = SetParams.setParams().nx().px(window.toMillis());
        this.threads = threads;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisDecisions() {
        this(null, Duration.ZERO, null);
    }

    @PostConstruct
    void start() {
        going = ThreadPools.started(threads, "im-decided", THREADS);
        questions.start(threads);
    }

    @Override
    public CompletionStage<Optional<ByteString>> find(MessageId message) {
        return questions.ask(new Question(message, null));
    }

    @Override
    public CompletionStage<ByteString> first(MessageId message, ByteString decision) {
        return questions.ask(new Question(message, decision)).thenApply(kept -> kept.orElse(decision));
    }

    private List<Optional<ByteString>> kept(List<Question> group) {
        return redis.with(session -> kept(session, group));
    }

    private List<Optional<ByteString>> kept(RedisConnections.Session session, List<Question> group) {
        List<Response<byte[]>> answers = new ArrayList<>(group.size());
        try (Pipeline pipeline = session.jedis().pipelined()) {
            for (Question asked : group) {
                byte[] key = (PREFIX + asked.message()).getBytes(StandardCharsets.UTF_8);
                ByteString fresh = asked.fresh();
                if (fresh != null) {
                    pipeline.set(key, fresh.toByteArray(), ifAbsent);
                }
                answers.add(pipeline.get(key));
            }
            pipeline.sync();
        }
        return answers.stream()
                .map(it -> Optional.ofNullable(it.get()).map(ByteString::copyFrom))
                .toList();
    }

    private void goOn(Runnable completion) {
        ExecutorService pool = going;
        try {
            if (pool != null) {
                pool.execute(completion);
                return;
            }
        } catch (RejectedExecutionException e) {
            // This node is shutting down: whoever waits hears the end of it here.
        }
        completion.run();
    }

    @PreDestroy
    void stop() {
        questions.stop();
        if (going != null) {
            going.shutdown();
        }
    }
}
