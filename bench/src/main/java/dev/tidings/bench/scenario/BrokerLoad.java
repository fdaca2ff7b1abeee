package dev.tidings.bench.scenario;

import dev.tidings.message.Message;
import dev.tidings.queue.BatchCodec;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * The broker: a group is one transaction with a JMS message for each lane and one for the history, as the server commits it, and is done when
 * all of them were consumed, each acknowledged by itself.
 */
final class BrokerLoad implements PartLoad {
    private static final String TRANSFER = "im.transfer";
    private static final String HISTORY = "im.history";
    private static final int LANES = 4;
    /** As many as the server has for the two queues. */
    private static final int TRANSFER_CONSUMERS = 8;

    private static final int HISTORY_CONSUMERS = 32;

    private final Traffic traffic;
    private final ActiveMQConnectionFactory factory;
    private final Connection connection;
    private final Session session;
    private final MessageProducer transfer;
    private final MessageProducer history;
    private final List<Connection> consumers = new ArrayList<>();
    /** A party for each JMS message that was not consumed yet, and one for who waits. */
    private final Phaser underWay = new Phaser(1);

    BrokerLoad(Traffic traffic, String url, String user, String password) throws JMSException {
        this.traffic = traffic;
        this.factory = new ActiveMQConnectionFactory(url, user, password);
        this.connection = factory.createConnection();
        this.session = connection.createSession(true, Session.SESSION_TRANSACTED);
        this.transfer = session.createProducer(session.createQueue(TRANSFER));
        this.history = session.createProducer(session.createQueue(HISTORY));
        consume(TRANSFER, TRANSFER_CONSUMERS);
        consume(HISTORY, HISTORY_CONSUMERS);
    }

    private void consume(String queue, int howMany) throws JMSException {
        Connection own = factory.createConnection();
        consumers.add(own);
        for (int i = 0; i < howMany; i++) {
            Session consuming = own.createSession(false, Session.AUTO_ACKNOWLEDGE);
            consuming
                    .createConsumer(consuming.createQueue(queue))
                    .setMessageListener(message -> underWay.arriveAndDeregister());
        }
        own.start();
    }

    @Override
    public String part() {
        return "artemis";
    }

    @Override
    public String work() {
        return "a JMS message for each of " + LANES
                + " lanes and one for the history in one synced transaction, consumed by "
                + (TRANSFER_CONSUMERS + HISTORY_CONSUMERS);
    }

    @Override
    public int groupsAtOnce() {
        return 1;
    }

    @Override
    public Runnable group(List<Long> numbers) {
        List<Message> messages =
                numbers.stream().map(number -> traffic.at(number).message()).toList();
        Map<Integer, List<Message>> byLane = new LinkedHashMap<>();
        messages.forEach(
                message -> byLane.computeIfAbsent(message.conversation().lane(LANES), lane -> new ArrayList<>())
                        .add(message));
        Map<Integer, byte[]> batches = new LinkedHashMap<>();
        byLane.forEach((lane, batch) -> batches.put(lane, BatchCodec.encode(batch)));
        byte[] all = BatchCodec.encode(messages);
        return () -> commit(batches, all);
    }

    private void commit(Map<Integer, byte[]> batches, byte[] all) {
        try {
            underWay.bulkRegister(batches.size() + 1);
            for (Map.Entry<Integer, byte[]> batch : batches.entrySet()) {
                BytesMessage message = message(batch.getValue());
                message.setStringProperty("JMSXGroupID", Integer.toString(batch.getKey()));
                transfer.send(message);
            }
            history.send(message(all));
            session.commit();
            underWay.arriveAndAwaitAdvance();
        } catch (JMSException e) {
            throw failed(e);
        }
    }

    private static JMSRuntimeException failed(JMSException e) {
        return new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }

    private BytesMessage message(byte[] bytes) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(bytes);
        return message;
    }

    @Override
    public void close() {
        try {
            for (Connection consumer : consumers) {
                consumer.close();
            }
            connection.close();
        } catch (JMSException e) {
            throw failed(e);
        } finally {
            factory.close();
        }
    }
}
