package dev.tidings.system;

import dev.tidings.system.Stack.Part;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What an operator does and reads in the broker's console. */
final class Broker {
    private static final String MANAGEMENT = "activemq.management";
    private static final int PATIENCE_MILLIS = 10_000;

    private final Stack stack;

    Broker(Stack stack) {
        this.stack = stack;
    }

    private interface Request {
        void fill(Message message) throws JMSException;
    }

    /** Keeps what is in a queue, and what comes into it, from its consumers. */
    void pause(String queue) throws Exception {
        ask(message -> JMSManagementHelper.putOperationInvocation(message, ResourceNames.QUEUE + queue, "pause"));
    }

    void resume(String queue) throws Exception {
        ask(message -> JMSManagementHelper.putOperationInvocation(message, ResourceNames.QUEUE + queue, "resume"));
    }

    /** How many messages came into a queue since the broker started. */
    long added(String queue) throws Exception {
        Object count =
                ask(message -> JMSManagementHelper.putAttribute(message, ResourceNames.QUEUE + queue, "messagesAdded"));
        return ((Number) Objects.requireNonNull(count)).longValue();
    }

    private Object ask(Request request) throws Exception {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + stack.storePort(Part.ARTEMIS));
                Connection connection = factory.createConnection("im", stack.secret("im.artemis.password"));
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageProducer producer = session.createProducer(session.createQueue(MANAGEMENT))) {
            TemporaryQueue answers = session.createTemporaryQueue();
            connection.start();
            Message message = session.createMessage();
            request.fill(message);
            message.setJMSReplyTo(answers);
            try (MessageConsumer consumer = session.createConsumer(answers)) {
                producer.send(message);
                Message answer = consumer.receive(PATIENCE_MILLIS);
                if (answer == null || !JMSManagementHelper.hasOperationSucceeded(answer)) {
                    throw new IllegalStateException("the broker refused or did not answer: " + answer);
                }
                return JMSManagementHelper.getResult(answer);
            }
        }
    }
}
