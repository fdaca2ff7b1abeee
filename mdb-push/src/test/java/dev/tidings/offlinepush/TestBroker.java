package dev.tidings.offlinepush;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** Artemis in this process with the product's broker.xml, and consumers that treat a listener as the container does. */
final class TestBroker {
    private static final String USER = "im";
    private static final String PASSWORD = "tests-only";

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final ActiveMQConnectionFactory connections;
    private final List<Thread> consumers = new ArrayList<>();
    private volatile boolean closing;

    TestBroker(Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        System.setProperty("tidings.broker.data", folder.toString());
        System.setProperty("tidings.broker.port", Integer.toString(port));
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(USER, PASSWORD);
        users.addRole(USER, "im");
        broker.setConfigResourcePath("dev/tidings/resources/broker.xml")
                .setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        broker.start();
        connections = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, USER, PASSWORD);
    }

    ConnectionFactory connections() {
        return connections;
    }

    /** Consumers of a queue, each a session of its own; what a listener throws sends its message back. */
    void consume(String queue, int sessions, MessageListener listener) {
        for (int i = 0; i < sessions; i++) {
            Thread consumer = new Thread(() -> consume(queue, listener), queue + "-" + i);
            consumer.setDaemon(true);
            consumer.start();
            consumers.add(consumer);
        }
    }

    private void consume(String queue, MessageListener listener) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            while (!closing) {
                Message message = consumer.receive(200);
                if (message != null) {
                    handle(session, message, listener);
                }
            }
        } catch (JMSException e) {
            if (!closing) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void handle(Session session, Message message, MessageListener listener) throws JMSException {
        try {
            listener.onMessage(message);
            session.commit();
        } catch (RuntimeException | Error e) {
            session.rollback();
        }
    }

    List<Message> messages(String queue) throws JMSException {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            connection.start();
            List<Message> messages = new ArrayList<>();
            for (Enumeration<?> all = browser.getEnumeration(); all.hasMoreElements(); ) {
                messages.add((Message) all.nextElement());
            }
            return messages;
        }
    }

    /** All that is in the queue, what waits for its time included. */
    long count(String queue) {
        return broker.getActiveMQServer()
                .locateQueue(org.apache.activemq.artemis.api.core.SimpleString.of(queue))
                .getMessageCount();
    }

    void close() throws Exception {
        closing = true;
        for (Thread consumer : consumers) {
            consumer.join(10_000);
        }
        connections.close();
        broker.stop();
    }
}
