package dev.tidings.queue;

import dev.tidings.container.GroupThread;
import dev.tidings.container.ThreadPools;
import dev.tidings.fault.CrashPoint;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The accepted queue on JMS. One thread commits in groups: what arrives while a commit is under way leaves together in the
 * next one, as one JMS message for each lane on {@code im.transfer}, {@code JMSXGroupID} = lane, and one of all lanes on
 * {@code im.history}, which has no order to keep. An idle queue adds no wait, a busy one shares each sync of the broker's
 * disk among hundreds, and commits keep a pace ({@link GroupThread}). While batches have to wait for their transfer, commits are
 * fewer and larger, which makes a message cheaper on its whole way.
 */
@ApplicationScoped
class JmsAcceptedQueue implements AcceptedQueue {
    private static final System.Logger LOG = System.getLogger(JmsAcceptedQueue.class.getName());
    /** What one transaction carries at most; more only makes the first sender of a group wait for the last. */
    private static final int COMMIT_MAX = 1_000;
    /** Bodies in one JMS message, unless one alone has more. From 100 KiB on the broker makes a file of a message. */
    private static final int BATCH_BYTES = 64 * 1024;
    /** What may wait for the broker before senders are told to come back: some seconds' worth. */
    private static final int WAITING_MAX = 20_000;

    private static final String UNKNOWN = "the queue does not answer, send it again";
    /** What a sender waits for the broker at most: an SDK gives up after 10 s, and knows nothing then. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);
    /** How often it is looked whether somebody has waited for too long. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private record Waiting(Message message, long sinceNanos, CompletableFuture<Void> onDisk) {}

    /** A session and its connection, to be thrown away together after any failure. */
    private record Channel(
            Connection connection,
            Session session,
            MessageProducer accepted,
            MessageProducer history,
            MessageProducer events) {}

    private final GroupThread<Waiting> committer;
    private final ConnectionFactory connections;
    private final int transferLanes;
    private final int eventLanes;
    private final EventInterest interest;
    private final ThreadFactory threads;
    private final Duration patience;
    private @Nullable Channel channel;
    /** What is being committed. */
    private volatile List<Waiting> underWay = List.of();

    private @Nullable Thread watch;

    @Inject
    JmsAcceptedQueue(
            ConnectionFactory connections,
            @ConfigProperty(name = "im.transfer.lanes") int transferLanes,
            @ConfigProperty(name = "im.queue.lanes") int eventLanes,
            EventInterest interest,
            @ConfigProperty(name = "im.transfer.pace") Duration pace,
            TransferDelay delay,
            ThreadFactory threads) {
        this(connections, transferLanes, eventLanes, interest, pace, delay, threads, PATIENCE);
    }

    JmsAcceptedQueue(
            ConnectionFactory connections,
            int transferLanes,
            int eventLanes,
            EventInterest interest,
            Duration pace,
            TransferDelay delay,
            ThreadFactory threads,
            Duration patience) {
        this.connections = connections;
        this.transferLanes = transferLanes;
        this.eventLanes = eventLanes;
        this.interest = interest;
        this.committer = new GroupThread<>(WAITING_MAX, COMMIT_MAX, this::commit, this::end, pace, () -> delay.rest());
        this.threads = threads;
        this.patience = patience;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JmsAcceptedQueue() {
        this(null, 1, 1, null, Duration.ZERO, null, null);
    }

    @PostConstruct
    void start() {
        committer.start(threads, "im-accepted-committer");
        watch = ThreadPools.named(threads, "im-accepted-patience").newThread(this::watchForEver);
        watch.start();
    }

    /**
     * A broker that is slow and not away, as one that has just started, answers each of the calls that a commit takes right before its
     * time-out. Senders hear within their own time-out all the same that it is not known what became of their messages.
     */
    private void watchForEver() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(LOOK_EVERY.toMillis());
                List<Waiting> group = underWay;
                if (!group.isEmpty() && System.nanoTime() - group.get(0).sinceNanos() > patience.toNanos()) {
                    giveUpOn(group, new ImException(ErrorCode.UNAVAILABLE, UNKNOWN));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public CompletionStage<Void> put(Message message) {
        CompletableFuture<Void> onDisk = new CompletableFuture<>();
        if (!committer.offer(new Waiting(message, System.nanoTime(), onDisk))) {
            onDisk.completeExceptionally(
                    new ImException(ErrorCode.UNAVAILABLE, "too many messages wait for the queue, try again later"));
        }
        return onDisk;
    }

    /** And on those behind it: whoever waited through the broker's time-out is not made to wait through a second one. */
    private void giveUpOn(List<Waiting> group, ImException unknown) {
        fail(group, unknown);
        fail(committer.takeWaiting(), unknown);
    }

    private void commit(List<Waiting> group) {
        underWay = List.copyOf(group);
        try {
            send(group);
        } catch (JMSException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-1101 the accepted queue does not answer", e);
            close();
            giveUpOn(group, new ImException(ErrorCode.UNAVAILABLE, UNKNOWN, e));
            return;
        } finally {
            underWay = List.of();
        }
        group.forEach(it -> it.onDisk().complete(null));
        CrashPoint.AFTER_ACK.reach();
    }

    private void send(List<Waiting> group) throws JMSException {
        Channel open = open();
        List<Message> messages = group.stream().map(Waiting::message).toList();
        for (BytesMessage batch : ofLanes(messages, transferLanes, open.session())) {
            open.accepted().send(batch);
        }
        for (List<Message> batch : inBatches(messages)) {
            open.history().send(batch(open.session(), batch));
        }
        // In the same transaction: a message that is accepted has its event, and no other has one.
        for (BytesMessage batch :
                ofLanes(messages.stream().filter(interest::isToldOf).toList(), eventLanes, open.session())) {
            batch.setBooleanProperty(EventQueues.IS_BATCH, true);
            open.events().send(batch);
        }
        CrashPoint.BEFORE_COMMIT.reach();
        open.session().commit();
        CrashPoint.AFTER_COMMIT.reach();
    }

    /** The batches of each lane, with its name. */
    private static List<BytesMessage> ofLanes(List<Message> messages, int lanes, Session session) throws JMSException {
        Map<Integer, List<Message>> byLane = new LinkedHashMap<>();
        messages.forEach(
                message -> byLane.computeIfAbsent(message.conversation().lane(lanes), lane -> new ArrayList<>())
                        .add(message));
        List<BytesMessage> all = new ArrayList<>();
        for (Map.Entry<Integer, List<Message>> lane : byLane.entrySet()) {
            for (List<Message> messagesOfOne : inBatches(lane.getValue())) {
                BytesMessage batch = batch(session, messagesOfOne);
                batch.setStringProperty("JMSXGroupID", Integer.toString(lane.getKey()));
                all.add(batch);
            }
        }
        return all;
    }

    /** The same messages in the same order, in batches that stay below what the broker keeps in a file of its own. */
    private static List<List<Message>> inBatches(List<Message> messages) {
        List<List<Message>> batches = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int size = messages.get(i).body().size();
            if (i > from && bytes + size > BATCH_BYTES) {
                batches.add(messages.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        batches.add(messages.subList(from, messages.size()));
        return batches;
    }

    private static BytesMessage batch(Session session, List<Message> messages) throws JMSException {
        BytesMessage batch = session.createBytesMessage();
        batch.writeBytes(BatchCodec.encode(messages));
        return batch;
    }

    private Channel open() throws JMSException {
        Channel current = channel;
        if (current == null) {
            Connection connection = connections.createConnection();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            current = new Channel(
                    connection,
                    session,
                    session.createProducer(session.createQueue(Backlog.Consumer.TRANSFER.queue())),
                    withoutTime(session, Backlog.Consumer.HISTORY.queue()),
                    withoutTime(session, EventQueues.OUTBOX));
            channel = current;
        }
        return current;
    }

    private static MessageProducer withoutTime(Session session, String queue) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        producer.setDisableMessageTimestamp(true);
        return producer;
    }

    private void close() {
        Channel broken = channel;
        channel = null;
        if (broken != null) {
            try {
                broken.connection().close();
            } catch (JMSException e) {
                LOG.log(System.Logger.Level.DEBUG, "a broken connection could not be closed", e);
            }
        }
    }

    private void end(List<Waiting> left) {
        close();
        fail(left, new ImException(ErrorCode.UNAVAILABLE, "this node is shutting down"));
    }

    private static void fail(List<Waiting> group, ImException reason) {
        group.forEach(it -> it.onDisk().completeExceptionally(reason));
    }

    @PreDestroy
    void stop() {
        committer.stop();
        if (watch != null) {
            watch.interrupt();
        }
    }
}
