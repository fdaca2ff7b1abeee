package dev.tidings.events;

import dev.tidings.hook.TestHooks;
import dev.tidings.hook.TestOutbox;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.queue.AcceptedQueue;
import dev.tidings.queue.EventQueues;
import dev.tidings.queue.TestQueues;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * What a node does about events, in a process that can be killed: it accepts messages, and says {@code acked <text>} of each
 * that the broker has, and tells the business server of what is in the outbox.
 */
final class OutboxNode {
    static final int CONVERSATIONS = 10;
    private static final int CONSUMERS = 4;

    private OutboxNode() {}

    /** Arguments: the broker's port, the business server's URL, the first number to send; negative to send nothing. */
    public static void main(String[] arguments) throws Exception {
        ActiveMQConnectionFactory connections = BrokerProcess.connections(Integer.parseInt(arguments[0]));
        consume(connections, arguments[1]);
        System.out.println("ready");
        int first = Integer.parseInt(arguments[2]);
        if (first >= 0) {
            accept(TestQueues.accepted(connections, message -> true), first);
        }
        Thread.sleep(Long.MAX_VALUE);
    }

    static void consume(ActiveMQConnectionFactory connections, String url, String... settings) throws JMSException {
        TestHooks hooks = TestHooks.at(
                url,
                "im.hook.enabled",
                "afterSendSingleMsg,afterRevokeMsg,afterUserOnline",
                "im.hook.event-attempts",
                settings.length > 0 ? settings[0] : "30");
        Telling telling = new Telling(
                hooks.events(),
                new TestOutbox(connections, TestQueues.LANES).dead(),
                new Telling.Pauses(Duration.ofMillis(20), Duration.ofMillis(200)));
        for (int i = 0; i < CONSUMERS; i++) {
            Connection connection = connections.createConnection();
            Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
            session.createConsumer(session.createQueue(EventQueues.OUTBOX)).setMessageListener(message -> {
                new OutboxListener(telling).onMessage(message);
                acknowledge((BytesMessage) message);
            });
            connection.start();
        }
    }

    private static void acknowledge(BytesMessage message) {
        try {
            message.acknowledge();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void accept(AcceptedQueue accepted, int first) throws InterruptedException {
        for (int number = first; ; number++) {
            UserId sender = new UserId("u" + number % CONVERSATIONS);
            String text = Integer.toString(number);
            accepted.put(TestMessages.text(sender, TestMessages.BOB, text)).thenRun(() -> acked(text));
            Thread.sleep(2);
        }
    }

    private static void acked(String text) {
        System.out.println("acked " + text);
        System.out.flush();
    }
}
