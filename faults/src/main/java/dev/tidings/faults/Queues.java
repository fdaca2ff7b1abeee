package dev.tidings.faults;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** What is in the broker's queues. */
final class Queues {
    private static final String MANAGEMENT = "activemq.management";
    private static final int PATIENCE_MILLIS = 10_000;

    private static final List<String> WORKED_ON =
            List.of("im.transfer", "im.history", "im.push", "im.events", "im.offline");
    /** What nobody works on but an operator. */
    private static final List<String> DEAD = List.of("im.dead", "im.events.dead");

    private final Tidings tidings;

    Queues(Tidings tidings) {
        this.tidings = tidings;
    }

    /** How many messages are in each; most are batches of several. */
    Map<String, Long> depths() throws JMSException {
        Map<String, Long> depths = new LinkedHashMap<>();
        try (ActiveMQConnectionFactory broker = new ActiveMQConnectionFactory(tidings.brokerUrl());
                Connection connection = broker.createConnection("im", tidings.brokerPassword());
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            for (String queue : WORKED_ON) {
                depths.put(queue, waiting(session, queue) + delivering(session, queue));
            }
            for (String queue : DEAD) {
                depths.put(queue, waiting(session, queue));
            }
        }
        return depths;
    }

    private static long waiting(Session session, String queue) throws JMSException {
        long depth = 0;
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                messages.nextElement();
                depth++;
            }
        }
        return depth;
    }

    /** Those that a consumer has and has not finished, which a browser does not show: a slow node has seconds of work there. */
    private static long delivering(Session session, String queue) throws JMSException {
        TemporaryQueue answers = session.createTemporaryQueue();
        try (MessageProducer producer = session.createProducer(session.createQueue(MANAGEMENT));
                MessageConsumer consumer = session.createConsumer(answers)) {
            Message question = session.createMessage();
            JMSManagementHelper.putAttribute(question, ResourceNames.QUEUE + queue, "deliveringCount");
            question.setJMSReplyTo(answers);
            producer.send(question);
            Message answer = consumer.receive(PATIENCE_MILLIS);
            if (answer == null
                    || !JMSManagementHelper.hasOperationSucceeded(answer)
                    || !(result(answer) instanceof Number count)) {
                throw new JMSException("the broker does not say what is being delivered from " + queue);
            }
            return count.longValue();
        }
    }

    private static @Nullable Object result(Message answer) throws JMSException {
        try {
            return JMSManagementHelper.getResult(answer);
        } catch (JMSException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the broker's answer cannot be read", e);
        }
    }

    /** Whether no queue but those of the dead letters has more than so many. */
    boolean areWorkedOff(int underWay) throws JMSException {
        return depths().entrySet().stream().allMatch(it -> DEAD.contains(it.getKey()) || it.getValue() <= underWay);
    }
}
