package dev.tidings.deadletter;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Lane;
import dev.tidings.queue.EventQueues;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The queues {@code im.dead} and {@code im.events.dead}. What the application buried has {@code im_reason} and, unless it is an
 * event, {@code im_queue}; what the broker buried has Artemis' own properties. A letter's id is its JMSMessageID.
 */
@Dependent
class JmsDeadLetterBox implements DeadLetterBox {
    private static final String DEAD = "im.dead";
    private static final List<String> BOXES = List.of(DEAD, EventQueues.DEAD);
    private static final String QUEUE = "im_queue";
    private static final String REASON = "im_reason";
    private static final String ATTEMPTS = "im_attempts";
    private static final String ORIGINAL_QUEUE = "_AMQ_ORIG_QUEUE";
    private static final String EXPIRED_AT = "_AMQ_ACTUAL_EXPIRY";
    private static final String GROUP = "JMSXGroupID";

    /** Where a letter may be put back: an operator's word is no reason to write to any other queue. */
    private static final Pattern QUEUES = Pattern.compile("im\\.(transfer|history|push|events|offline(\\.[a-z]+)?)");

    private static final String TRANSFER = "im.transfer";
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{1,64}");
    /** Items that a letter has in a list. */
    private static final int ITEMS_LISTED = 10;
    /** For the broker, which may have to look through its pages. */
    private static final long RECEIVE_MS = 3_000;

    private final ConnectionFactory connections;
    private final int transferLanes;
    private final int otherLanes;

    @Inject
    JmsDeadLetterBox(
            ConnectionFactory connections,
            @ConfigProperty(name = "im.transfer.lanes") int transferLanes,
            @ConfigProperty(name = "im.queue.lanes") int otherLanes) {
        this.connections = connections;
        this.transferLanes = transferLanes;
        this.otherLanes = otherLanes;
    }

    private interface Work<T> {
        T on(Session session) throws JMSException;
    }

    private <T> T inSession(Work<T> work) {
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            connection.start();
            T done = work.on(session);
            session.commit();
            return done;
        } catch (JMSException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "the dead letters' queue does not answer", e);
        }
    }

    @Override
    public List<DeadLetter> list(@Nullable String queue, @Nullable String after, int limit) {
        return inSession(session -> {
            List<DeadLetter> page = new ArrayList<>();
            boolean passed = after == null;
            for (String box : BOXES) {
                try (QueueBrowser browser = session.createBrowser(session.createQueue(box))) {
                    Enumeration<?> messages = browser.getEnumeration();
                    while (page.size() < limit && messages.hasMoreElements()) {
                        Message message = (Message) messages.nextElement();
                        String from = from(box, message);
                        if (!passed) {
                            passed = id(message).equals(after);
                        } else if (queue == null || queue.equals(from)) {
                            page.add(letter(from, message).with(ITEMS_LISTED));
                        }
                    }
                }
            }
            if (!passed) {
                throw new ImException(
                        ErrorCode.RECORD_NOT_FOUND, "after is no dead letter any more, begin again without it");
            }
            return page;
        });
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        String selector = selector(id);
        return inSession(session -> {
            for (String box : BOXES) {
                try (QueueBrowser browser = session.createBrowser(session.createQueue(box), selector)) {
                    Enumeration<?> messages = browser.getEnumeration();
                    if (messages.hasMoreElements()) {
                        Message message = (Message) messages.nextElement();
                        return Optional.of(letter(from(box, message), message));
                    }
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public boolean replay(String id) {
        return taken(id, (session, letter, message) -> {
                    if (!letter.readable() || !QUEUES.matcher(letter.queue()).matches()) {
                        throw new ImException(
                                ErrorCode.ARGS,
                                "what is in this letter cannot be read, so it cannot be worked on: discard it");
                    }
                    try (MessageProducer producer = session.createProducer(session.createQueue(letter.queue()))) {
                        producer.send(again(session, letter, message));
                    }
                })
                .isPresent();
    }

    @Override
    public Optional<DeadLetter> discard(String id) {
        return taken(id, (session, letter, message) -> {});
    }

    private interface Move {
        void move(Session session, DeadLetter letter, Message message) throws JMSException;
    }

    /** Takes a letter away and does something with it, in one transaction. */
    private Optional<DeadLetter> taken(String id, Move move) {
        String selector = selector(id);
        Optional<DeadLetter> found = find(id);
        if (found.isEmpty()) {
            return found;
        }
        // An event and a message are never in the same box.
        String box = found.get().queue().equals(EventQueues.OUTBOX) ? EventQueues.DEAD : DEAD;
        return inSession(session -> {
            try (MessageConsumer consumer = session.createConsumer(session.createQueue(box), selector)) {
                Message message = consumer.receive(RECEIVE_MS);
                if (message == null) {
                    return Optional.empty();
                }
                DeadLetter letter = letter(from(box, message), message);
                move.move(session, letter, message);
                return Optional.of(letter);
            }
        });
    }

    private BytesMessage again(Session session, DeadLetter letter, Message message) throws JMSException {
        BytesMessage again = session.createBytesMessage();
        again.writeBytes(bytes(message));
        // Not the one it had: since then the lanes may have been dealt out otherwise.
        int lanes = letter.queue().equals(TRANSFER) ? transferLanes : otherLanes;
        again.setStringProperty(
                GROUP, Integer.toString(Lane.of(letter.items().get(0).conversation(), lanes)));
        if (message.propertyExists(EventQueues.IS_BATCH)) {
            again.setBooleanProperty(EventQueues.IS_BATCH, message.getBooleanProperty(EventQueues.IS_BATCH));
        }
        return again;
    }

    private static DeadLetter letter(String queue, Message message) throws JMSException {
        byte[] bytes = bytes(message);
        Optional<List<DeadLetter.Item>> items = message instanceof BytesMessage
                ? Contents.read(queue, message.propertyExists(EventQueues.IS_BATCH), bytes)
                : Optional.empty();
        List<DeadLetter.Item> all = items.orElse(List.of());
        return new DeadLetter(
                id(message),
                queue,
                reason(message),
                message.getJMSTimestamp(),
                attempts(message),
                !all.isEmpty(),
                bytes.length,
                all.size(),
                all.subList(0, Math.min(all.size(), DeadLetter.ITEMS_MAX)));
    }

    private static String id(Message message) throws JMSException {
        return message.getJMSMessageID().substring("ID:".length());
    }

    private static String selector(String id) {
        if (!ID.matcher(id).matches()) {
            throw new ImException(ErrorCode.ARGS, "letterID is not as /ops/list_dead_letters names them");
        }
        return "JMSMessageID = 'ID:" + id + "'";
    }

    private static String from(String box, Message message) throws JMSException {
        if (message.propertyExists(QUEUE)) {
            return message.getStringProperty(QUEUE);
        }
        if (box.equals(EventQueues.DEAD) || !message.propertyExists(ORIGINAL_QUEUE)) {
            return box.equals(EventQueues.DEAD) ? EventQueues.OUTBOX : "";
        }
        return message.getStringProperty(ORIGINAL_QUEUE);
    }

    private static String reason(Message message) throws JMSException {
        if (message.propertyExists(REASON)) {
            return message.getStringProperty(REASON);
        }
        return message.propertyExists(EXPIRED_AT)
                ? "its time was over"
                : "delivered too often: nodes died over it, or a store was away for too long";
    }

    private static int attempts(Message message) throws JMSException {
        return message.propertyExists(ATTEMPTS) ? message.getIntProperty(ATTEMPTS) : 0;
    }

    private static byte[] bytes(Message message) throws JMSException {
        if (!(message instanceof BytesMessage bytes)) {
            return new byte[0];
        }
        byte[] body = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(body);
        bytes.reset();
        return body;
    }
}
