package dev.tidings.faults;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What is in the broker's queues. */
final class Queues {
    /** Each node puts one on the queues with lanes every second, which keeps them moving. */
    private static final String NUDGE = "im_nudge";

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
                depths.put(queue, depth(session, queue));
            }
            for (String queue : DEAD) {
                depths.put(queue, depth(session, queue));
            }
        }
        return depths;
    }

    private static long depth(Session session, String queue) throws JMSException {
        long depth = 0;
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                depth += ((Message) messages.nextElement()).propertyExists(NUDGE) ? 0 : 1;
            }
        }
        return depth;
    }

    /** Whether no queue but those of the dead letters has more than so many. */
    boolean areWorkedOff(int underWay) throws JMSException {
        return depths().entrySet().stream().allMatch(it -> DEAD.contains(it.getKey()) || it.getValue() <= underWay);
    }
}
