package dev.tidings.faults;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What is in the broker's queues. */
final class Queues {
    private static final String DEAD = "im.dead";
    private static final List<String> ALL = List.of("im.transfer", "im.history", "im.push", DEAD);

    private final Tidings tidings;

    Queues(Tidings tidings) {
        this.tidings = tidings;
    }

    /** How many messages are in each; most are batches of several. */
    Map<String, Long> depths() throws JMSException {
        Map<String, Long> depths = new LinkedHashMap<>();
        try (ActiveMQConnectionFactory broker = new ActiveMQConnectionFactory(tidings.brokerUrl());
                Connection connection = broker.createConnection("im", tidings.secret("im.artemis.password"));
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            for (String queue : ALL) {
                long depth = 0;
                try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
                    Enumeration<?> messages = browser.getEnumeration();
                    while (messages.hasMoreElements()) {
                        messages.nextElement();
                        depth++;
                    }
                }
                depths.put(queue, depth);
            }
        }
        return depths;
    }

    /** Whether no queue but that of the dead letters, which nobody works on, has more than so many. */
    boolean areWorkedOff(int underWay) throws JMSException {
        return depths().entrySet().stream().allMatch(it -> it.getKey().equals(DEAD) || it.getValue() <= underWay);
    }
}
