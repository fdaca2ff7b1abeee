package dev.tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
    /** As broker.xml has it. */
    private static final int ATTEMPTS = 1_000;

    private static final String TRANSFER = "im.transfer";
    private static final String HISTORY = "im.history";

    @TempDir
    Path folder;

    @Test
    void whatWasCommittedIsInBothQueuesAfterAKill() throws Exception {
        int port = BrokerProcess.freePort();
        try (BrokerProcess first = BrokerProcess.start(folder, port)) {
            send(port, "1", "2", "3");
            first.kill();
        }

        try (BrokerProcess second = BrokerProcess.start(folder, port)) {

            assertThat(receive(second.port(), TRANSFER, 3)).containsExactly("1", "2", "3");
            assertThat(receive(second.port(), HISTORY, 3)).containsExactly("1", "2", "3");
        }
    }

    @Test
    void aFailedMessageComesBackBeforeItsLaneAndIsADeadLetterInTheEnd() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BrokerProcess.freePort());
                ActiveMQConnectionFactory factory = factory(broker.port(), BrokerProcess.PASSWORD);
                Connection connection = factory.createConnection()) {
            send(broker.port(), "poison", "good");
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer transfer = session.createConsumer(session.createQueue(TRANSFER));

            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                TextMessage message = (TextMessage) transfer.receive(5_000);
                assertThat(message.getText()).isEqualTo("poison");
                assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(attempt);
                session.rollback();
            }

            assertThat(((TextMessage) transfer.receive(5_000)).getText()).isEqualTo("good");
            assertThat(receive(broker.port(), "im.dead", 1)).containsExactly("poison");
        }
    }

    @Test
    void everyQueueIsThereDurableAndTheLanesMoveOnlyWhenNothingIsUnderWay() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BrokerProcess.freePort());
                ActiveMQConnectionFactory factory = factory(broker.port(), BrokerProcess.PASSWORD);
                Connection connection = factory.createConnection();
                ActiveMQSession session = (ActiveMQSession) connection.createSession()) {
            for (String name : List.of("im.transfer", "im.events")) {
                ClientSession.QueueQuery queue = session.getCoreSession().queueQuery(SimpleString.of(name));
                assertThat(queue.isDurable()).as(name).isTrue();
                assertThat(queue.isGroupRebalance()).as(name).isTrue();
                assertThat(queue.isGroupRebalancePauseDispatch()).as(name).isTrue();
            }
            for (String name : List.of(
                    "im.history",
                    "im.push",
                    "im.offline",
                    "im.offline.fcm",
                    "im.offline.apns",
                    "im.offline.getui",
                    "im.offline.jpush",
                    "im.offline.http",
                    "im.dead",
                    "im.events.dead")) {
                assertThat(session.getCoreSession()
                                .queueQuery(SimpleString.of(name))
                                .isDurable())
                        .as(name)
                        .isTrue();
            }

            assertThatThrownBy(() -> session.createQueue("im.typo")).isInstanceOf(JMSException.class);
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BrokerProcess.freePort());
                ActiveMQConnectionFactory factory = factory(broker.port(), "guess")) {

            assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class);
        }
    }

    @Test
    void sigtermEndsIt() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BrokerProcess.freePort())) {
            broker.process().destroy();

            assertThat(broker.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(broker.process().exitValue()).isEqualTo(128 + 15);
        }
    }

    @Test
    void aPortInUseEndsItWithAnError() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder, BrokerProcess.freePort())) {
            Process second = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Broker.class.getName(),
                            "--port",
                            Integer.toString(broker.port()),
                            "--data",
                            folder.resolve("other").toString(),
                            "--password-file",
                            folder.resolve("password").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("second.log").toFile())
                    .start();

            try {
                assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(second.exitValue()).isEqualTo(1);
            } finally {
                second.destroyForcibly();
            }
        }
    }

    private static ActiveMQConnectionFactory factory(int port, String password) {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "im", password);
    }

    private static void send(int port, String... texts) throws JMSException {
        try (ActiveMQConnectionFactory factory = factory(port, BrokerProcess.PASSWORD);
                Connection connection = factory.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer transfer = session.createProducer(session.createQueue(TRANSFER));
                MessageProducer history = session.createProducer(session.createQueue(HISTORY))) {
            for (String text : texts) {
                Message ofLane = session.createTextMessage(text);
                ofLane.setStringProperty("JMSXGroupID", "7");
                transfer.send(ofLane);
                history.send(session.createTextMessage(text));
            }
            session.commit();
        }
    }

    private static List<String> receive(int port, String queue, int count) throws JMSException {
        try (ActiveMQConnectionFactory factory = factory(port, BrokerProcess.PASSWORD);
                Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            List<String> texts = new ArrayList<>();
            while (texts.size() < count && consumer.receive(5_000) instanceof TextMessage message) {
                texts.add(message.getText());
            }
            return texts;
        }
    }
}
