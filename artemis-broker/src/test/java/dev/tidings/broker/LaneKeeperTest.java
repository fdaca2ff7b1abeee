package dev.tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the broker in this process, so that the moment can be held in which a lost consumer's messages are nowhere. */
class LaneKeeperTest {
    private static final String QUEUE = "im.transfer";
    private static final int ROUNDS = 10;
    private static final int LANES = 32;
    /** Longer than any step that is waited for takes. */
    private static final long PATIENCE_MS = 20_000;

    @TempDir
    Path folder;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = BrokerProcess.freePort();
        System.setProperty("tidings.broker.data", folder.toString());
        System.setProperty("tidings.broker.port", Integer.toString(port));
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser("im", "im");
        users.addRole("im", "im");
        broker.setConfigResourcePath("dev/tidings/resources/broker.xml")
                .setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        broker.stop();
        System.clearProperty("tidings.broker.data");
        System.clearProperty("tidings.broker.port");
    }

    @Test
    void whatALostConsumerHadInHandComesBeforeWhatItsLaneWasSentLater() throws Exception {
        Queue queue = broker.getActiveMQServer().locateQueue(QUEUE);
        for (int round = 0; round < ROUNDS; round++) {
            HeldMoment moment = new HeldMoment(queue);
            try (ActiveMQConnectionFactory factory = factory();
                    Connection lost = factory.createConnection();
                    Connection other = factory.createConnection()) {
                consumer(lost);
                send(factory, "1", "2", "3");
                await(() -> queue.getDeliveringCount() == 3);
                MessageConsumer left = consumer(other);
                send(factory, "4");
                broker.getActiveMQServer().registerBrokerPlugin(moment);

                ((ActiveMQConnection) lost)
                        .getSessionFactory()
                        .getConnection()
                        .getTransportConnection()
                        .forceClose();

                assertThat(texts(left, 4)).as("round %d", round).containsExactly("1", "2", "3", "4");
                assertThat(moment.wasHeld()).isTrue();
            } finally {
                broker.getActiveMQServer().unRegisterBrokerPlugin(moment);
            }
        }
    }

    @Test
    void aQueueThatAnOperatorHasPausedStaysPaused() throws Exception {
        Queue queue = broker.getActiveMQServer().locateQueue(QUEUE);
        try (ActiveMQConnectionFactory factory = factory();
                Connection connection = factory.createConnection()) {
            MessageConsumer consumer = consumer(connection);
            queue.pause();

            consumer.close();

            await(() -> queue.getConsumerCount() == 0);
            assertThat(queue.isPaused()).isTrue();
        }
    }

    @Test
    void aQueueGoesOnAfterItsConsumersClosedOneAfterTheOther() throws Exception {
        Queue queue = broker.getActiveMQServer().locateQueue(QUEUE);
        try (ActiveMQConnectionFactory factory = factory();
                Connection connection = factory.createConnection()) {
            List<MessageConsumer> consumers = List.of(consumer(connection), consumer(connection), consumer(connection));
            send(factory, "1", "2");

            for (MessageConsumer each : consumers) {
                each.close();
            }

            await(() -> !queue.isPaused());
            assertThat(texts(consumer(connection), 2)).containsExactly("1", "2");
        }
    }

    @Test
    void whatWaitedIsDealtOutAmongAllConsumersOfANodeAndNotToTheFirstThatStarts() throws Exception {
        try (ActiveMQConnectionFactory factory = factory();
                Node node = new Node(factory, 16)) {
            sendToEveryLane(factory);

            node.start();

            await(() -> node.count() == LANES);
            // Two each, or a few more where the machine was slow to start one.
            assertThat(node.lanes()).allSatisfy(it -> assertThat(it).hasSizeLessThan(6));
        }
    }

    @Test
    void aNodeThatJoinsOneThatWorksGetsItsShareOfTheLanes() throws Exception {
        try (ActiveMQConnectionFactory factory = factory();
                Node first = new Node(factory, 4)) {
            first.start();
            sendToEveryLane(factory);
            await(() -> first.count() == LANES);

            try (Node second = new Node(factory, 4)) {
                // What comes between the making of consumers and their start goes to the others.
                sendToEveryLane(factory);
                second.start();
                await(() -> {
                    sendToEveryLane(factory);
                    return second.lanes().stream().noneMatch(Set::isEmpty);
                });
            }
        }
    }

    @Test
    void nodesShareTheLanesThoughEachHasAConsumerForAllOfThem() throws Exception {
        int lanes = 8;
        try (ActiveMQConnectionFactory factory = factory();
                Node first = new Node(factory, lanes);
                Node second = new Node(factory, lanes)) {
            first.start();
            second.start();
            await(() -> have(factory, List.of(first, second), lanes, 4, 4));

            try (Node third = new Node(factory, lanes)) {
                third.start();
                await(() -> have(factory, List.of(first, second, third), lanes, 2, 3, 3));
            }
            await(() -> have(factory, List.of(first, second), lanes, 4, 4));
        }
    }

    /** Whether the nodes have so many lanes now, in any order. */
    private static boolean have(ConnectionFactory factory, List<Node> nodes, int lanes, Integer... counts) {
        nodes.forEach(node -> node.lanes().forEach(Set::clear));
        sendTo(lanes, factory);
        await(() -> nodes.stream().mapToInt(Node::count).sum() >= lanes);
        return nodes.stream().map(Node::count).sorted().toList().equals(List.of(counts));
    }

    /** Consumers of one connection that are made all together and then started one after the other, as a resource adapter does it. */
    private static final class Node implements AutoCloseable {
        private final ClientSessionFactory connection;
        private final List<ClientSession> sessions = new ArrayList<>();
        private final List<Set<String>> lanes = new ArrayList<>();

        Node(ActiveMQConnectionFactory factory, int consumers) throws Exception {
            connection = factory.getServerLocator().createSessionFactory();
            for (int i = 0; i < consumers; i++) {
                Set<String> seen = ConcurrentHashMap.newKeySet();
                ClientSession session = connection.createSession("im", "im", false, true, true, false, 0);
                session.createConsumer(QUEUE).setMessageHandler(message -> {
                    seen.add(message.getStringProperty("_AMQ_GROUP_ID"));
                    acknowledge(message);
                });
                sessions.add(session);
                lanes.add(seen);
            }
        }

        private static void acknowledge(ClientMessage message) {
            try {
                message.acknowledge();
            } catch (ActiveMQException e) {
                throw new IllegalStateException(e);
            }
        }

        void start() throws ActiveMQException {
            for (ClientSession each : sessions) {
                each.start();
                pause(20);
            }
        }

        /** Those that each consumer was given. */
        List<Set<String>> lanes() {
            return lanes;
        }

        int count() {
            return lanes.stream().mapToInt(Set::size).sum();
        }

        @Override
        public void close() throws ActiveMQException {
            for (ClientSession each : sessions) {
                each.close();
            }
            connection.close();
        }
    }

    /**
     * Holds the queue from when a consumer's messages have been taken from it until the queue has been asked to deliver: what
     * comes first then, their return or the delivery, is left to chance.
     */
    private static final class HeldMoment implements ActiveMQServerPlugin {
        private final Queue queue;
        private volatile boolean held;

        HeldMoment(Queue queue) {
            this.queue = queue;
        }

        boolean wasHeld() {
            return held;
        }

        @Override
        public void beforeCloseConsumer(ServerConsumer consumer, boolean failed) {
            if (!failed) {
                return;
            }
            CountDownLatch holding = new CountDownLatch(1);
            new Thread(() -> {
                        synchronized (queue) {
                            holding.countDown();
                            await(() -> consumer.getDeliveringMessages().isEmpty());
                            queue.deliverAsync();
                            pause(20);
                            held = true;
                        }
                    })
                    .start();
            try {
                assertThat(holding.await(PATIENCE_MS, TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (!condition.getAsBoolean()) {
            assertThat(System.currentTimeMillis()).as("now").isLessThan(end);
            pause(1);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ActiveMQConnectionFactory factory() {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port + "?reconnectAttempts=0", "im", "im");
    }

    private static MessageConsumer consumer(Connection connection) throws JMSException {
        Session session = connection.createSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
        connection.start();
        return consumer;
    }

    private static void sendToEveryLane(ConnectionFactory factory) {
        sendTo(LANES, factory);
    }

    private static void sendTo(int lanes, ConnectionFactory factory) {
        for (int lane = 0; lane < lanes; lane++) {
            sendTo(Integer.toString(lane), factory, "of every lane");
        }
    }

    private static void send(ConnectionFactory factory, String... texts) {
        sendTo("7", factory, texts);
    }

    private static void sendTo(String lane, ConnectionFactory factory, String... texts) {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(QUEUE))) {
            for (String text : texts) {
                Message ofLane = session.createTextMessage(text);
                ofLane.setStringProperty("JMSXGroupID", lane);
                producer.send(ofLane);
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < count && consumer.receive(PATIENCE_MS) instanceof TextMessage message) {
            texts.add(message.getText());
        }
        return texts;
    }
}
