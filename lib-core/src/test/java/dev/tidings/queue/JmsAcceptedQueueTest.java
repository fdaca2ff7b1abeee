package dev.tidings.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.TestMessages;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is the queue's own, with brokers that only fail; with a real one it is tested beside the events. */
class JmsAcceptedQueueTest {
    private final CountDownLatch brokerWakesUp = new CountDownLatch(1);
    private JmsAcceptedQueue queue = queue(brokerWakesUp, Duration.ofMinutes(1));

    private static JmsAcceptedQueue queue(CountDownLatch answers, Duration patience) {
        ConnectionFactory failing = (ConnectionFactory) Proxy.newProxyInstance(
                JmsAcceptedQueueTest.class.getClassLoader(),
                new Class<?>[] {ConnectionFactory.class},
                (proxy, method, arguments) -> {
                    answers.await();
                    throw new JMSException("the broker is not there");
                });
        JmsAcceptedQueue queue = new JmsAcceptedQueue(
                failing,
                2,
                8,
                message -> false,
                Duration.ZERO,
                new TransferDelay(Clock.systemUTC()),
                Thread::new,
                patience);
        queue.start();
        return queue;
    }

    @AfterEach
    void stop() {
        queue.stop();
    }

    private CompletableFuture<Void> put() {
        return queue.put(TestMessages.text(TestMessages.ALICE, TestMessages.BOB, "hello"))
                .toCompletableFuture();
    }

    private static void assertUnknown(CompletableFuture<Void> sent) {
        assertThatThrownBy(() -> sent.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aBrokerThatHangsLeavesNoSenderWithoutAnAnswer() {
        queue.stop();
        queue = queue(brokerWakesUp, Duration.ofMillis(100));

        CompletableFuture<Void> underWay = put();
        CompletableFuture<Void> waiting = put();

        assertUnknown(underWay);
        assertUnknown(waiting);
        assertThat(brokerWakesUp.getCount()).isOne();
    }

    @Test
    void whoWaitedThroughAFailureDoesNotWaitThroughASecondOne() {
        CompletableFuture<Void> underWay = put();
        CompletableFuture<Void> waiting = put();
        assertThat(underWay).isNotDone();

        brokerWakesUp.countDown();

        assertUnknown(underWay);
        assertUnknown(waiting);
    }
}
