package dev.tidings.client;

import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsResp;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.PushMessages;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.SubUserOnlineStatusTips;
import dev.tidings.omtp.proto.UserSendMsgResp;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A user's device: it stays connected, and keeps each conversation complete. It accepts what is next, drops what it
 * has, and pulls when it sees a gap; after a reconnect it compares the newest seqs with its own and pulls what is
 * missing. It never polls, and has one pull under way at most.
 *
 * <p>Everything a device knows belongs to one network thread, on which its connections live, too; its methods may be
 * called from anywhere.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A task of the device's thread reports by what it does.
public final class ImDevice implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ImDevice.class.getName());

    private static final int MAX_RANGES_PER_PULL = 100;

    private enum State {
        IDLE,
        CONNECTING,
        CONNECTED,
        STOPPED
    }

    private final String name;
    private final ImNetwork network;
    private final EventLoop loop;
    private final DeviceOptions options;
    private final DeviceListener listener;
    private final History history;
    private final Map<String, ConversationSync> conversations = new HashMap<>();
    // A device may have thousands of conversations; a push concerns one, and looks at these only.
    private final Map<String, ConversationSync> incomplete = new LinkedHashMap<>();
    private final Map<String, Long> syncedSeqs = new ConcurrentHashMap<>();
    private final Object sending = new Object();

    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong transients = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong pulls = new AtomicLong();
    private final AtomicLong pulledMessages = new AtomicLong();
    private final AtomicLong holes = new AtomicLong();

    private volatile Login login;
    private volatile State state = State.IDLE;
    private volatile @Nullable ImClient client;
    private volatile boolean inStep;
    private boolean comparing;
    private boolean pulling;
    private int failures;
    private int node;
    // Callbacks of a connection that is no longer this device's must not touch it.
    private int generation;

    /**
     * A device that does nothing until {@link #start()}.
     *
     * @param name for the history
     */
    public ImDevice(
            String name,
            ImNetwork network,
            Login login,
            DeviceOptions options,
            DeviceListener listener,
            History history) {
        this.name = name;
        this.network = network;
        this.loop = network.loop();
        this.login = login;
        this.options = options;
        this.listener = listener;
        this.history = history;
    }

    // ---- what the app does

    /** Connects, and stays connected until {@link #close()} or until the server no longer wants it. */
    public void start() {
        loop.execute(() -> {
            if (state == State.IDLE) {
                connect();
            }
        });
    }

    /** Goes offline: closes the connection as an app does that is closed. Starting again continues with what it has. */
    public void stop() {
        loop.execute(() -> disconnect(State.IDLE));
    }

    /**
     * Ends the device for good. When it returns (at once if called on a network thread), nothing more is delivered, and
     * what was under way is recorded as lost.
     */
    @Override
    public void close() {
        if (loop.inEventLoop()) {
            disconnect(State.STOPPED);
            return;
        }
        ImClient now = client;
        loop.submit(() -> disconnect(State.STOPPED)).syncUninterruptibly();
        if (now != null) {
            now.closed().join();
        }
    }

    /** Gives the device another token; it takes effect with the next connect, also after a token was not accepted. */
    public void renewToken(String token) {
        loop.execute(() -> {
            login = login.withToken(token);
            if (state == State.STOPPED) {
                state = State.IDLE;
            }
        });
    }

    /**
     * Sends a message once and records how that ended. Sending the same message again is a retry, which the server must
     * answer as it answered first.
     */
    public CompletableFuture<UserSendMsgResp> send(MsgData message) {
        String to = message.getGroupID().isEmpty() ? message.getRecvID() : message.getGroupID();
        CompletableFuture<UserSendMsgResp> sent;
        // The order in which the history has the sends is the order in which they leave.
        synchronized (sending) {
            note(event(Event.Kind.SEND, to, Outcome.OK, "").of(message));
            ImClient now = client;
            sent = now == null ? CompletableFuture.failedFuture(new NotConnectedException()) : now.send(message);
        }
        return sent.whenComplete((answer, failure) -> {
            Outcome outcome = failure == null ? Outcome.OK : Outcome.of(failure);
            MsgData known = failure == null
                    ? message.toBuilder()
                            .setServerMsgID(answer.getServerMsgID())
                            .build()
                    : message;
            note(event(Event.Kind.SENT, to, outcome, failure == null ? "" : text(failure))
                    .of(known));
        });
    }

    /**
     * Sends a message, and again, as the same message, while it is unknown whether it was accepted or there is no
     * connection, until the deadline; the future then ends as the last attempt did.
     */
    public CompletableFuture<UserSendMsgResp> sendUntilKnown(MsgData message, Duration deadline) {
        CompletableFuture<UserSendMsgResp> result = new CompletableFuture<>();
        attempt(message, System.nanoTime() + deadline.toNanos(), result);
        return result;
    }

    private void attempt(MsgData message, long until, CompletableFuture<UserSendMsgResp> result) {
        send(message).whenComplete((answer, failure) -> {
            if (failure == null) {
                result.complete(answer);
            } else if (isFinal(failure) || System.nanoTime() >= until || state == State.STOPPED) {
                result.completeExceptionally(failure);
            } else {
                long wait =
                        options.backoff().before(1, ThreadLocalRandom.current()).toMillis();
                loop.schedule(() -> attempt(message, until, result), wait, TimeUnit.MILLISECONDS);
            }
        });
    }

    private static boolean isFinal(Throwable failure) {
        return failure instanceof RefusedException && Outcome.of(failure) == Outcome.FAILED;
    }

    /** The connection, if there is one, for requests that a device does not make by itself. */
    public Optional<ImClient> client() {
        return Optional.ofNullable(client);
    }

    public Login login() {
        return login;
    }

    public boolean isConnected() {
        return client != null;
    }

    /** Whether it will not connect again by itself. */
    public boolean isStopped() {
        return state == State.STOPPED;
    }

    /** Whether it is connected and, as far as it knows, has everything. */
    public boolean isInStep() {
        return inStep;
    }

    /** The seq up to which it has each conversation. */
    public Map<String, Long> syncedSeqs() {
        return Map.copyOf(syncedSeqs);
    }

    public DeviceCounts counts() {
        return new DeviceCounts(
                connects.get(),
                delivered.get(),
                transients.get(),
                duplicates.get(),
                gaps.get(),
                pulls.get(),
                pulledMessages.get(),
                holes.get());
    }

    // ---- connecting; all of the following on the device's thread

    private void connect() {
        state = State.CONNECTING;
        if (!options.nodes().isEmpty()) {
            login = login.at(
                    options.nodes().get(Math.floorMod(node, options.nodes().size())));
        }
        int mine = ++generation;
        note(event(Event.Kind.CONNECT, "", Outcome.OK, ""));
        ImClient.connect(network, loop, login, new Incoming(mine)).whenComplete((opened, failure) -> {
            if (mine != generation) {
                if (opened != null) {
                    opened.close();
                }
            } else {
                safely(() -> {
                    if (failure == null) {
                        connected(opened);
                    } else {
                        connectFailed(failure);
                    }
                });
            }
        });
    }

    private void connected(ImClient opened) {
        state = State.CONNECTED;
        client = opened;
        failures = 0;
        pulling = false;
        connects.incrementAndGet();
        note(event(Event.Kind.CONNECTED, "", Outcome.OK, ""));
        compare(opened);
    }

    private void connectFailed(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        Outcome outcome = Outcome.of(failure);
        note(event(Event.Kind.CONNECTED, "", outcome, text(failure)));
        if (cause instanceof RefusedException refused && refused.errCode() / 100 == 15) {
            // The token is not accepted and will not be; the SDKs do not come back either.
            giveUp("token refused: " + refused.errCode());
            return;
        }
        node++;
        failures++;
        reconnect();
    }

    private void reconnect() {
        state = State.CONNECTING;
        int mine = generation;
        Duration wait = options.backoff().before(failures, ThreadLocalRandom.current());
        loop.schedule(
                () -> {
                    if (mine == generation && state == State.CONNECTING) {
                        connect();
                    }
                },
                wait.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void disconnected(Closed closed) {
        note(event(Event.Kind.CLOSED, "", Outcome.OK, closed.code() + " " + closed.reason()));
        forgetConnection();
        if (state == State.CONNECTED) {
            node++;
            reconnect();
        }
    }

    private void disconnect(State to) {
        if (state == State.STOPPED) {
            return;
        }
        state = to;
        // From here on nothing that the connection still brings is heard.
        generation++;
        ImClient now = client;
        if (now != null) {
            note(event(Event.Kind.CLOSED, "", Outcome.OK, "closed by the device"));
            forgetConnection();
            now.close();
        }
    }

    private void giveUp(String reason) {
        state = State.STOPPED;
        note(event(Event.Kind.STOPPED, "", Outcome.OK, reason));
        listener.onStopped(reason);
        ImClient now = client;
        if (now != null) {
            now.close();
        }
    }

    private void forgetConnection() {
        client = null;
        inStep = false;
        pulling = false;
        comparing = false;
    }

    // ---- keeping in step

    private void compare(ImClient with) {
        comparing = true;
        long asked = System.nanoTime();
        with.newestSeqs().whenComplete((newest, failure) -> {
            if (with != client) {
                return;
            }
            comparing = false;
            safely(() -> {
                if (failure == null) {
                    learn(newest, asked);
                    pull();
                } else {
                    note(event(Event.Kind.NEWEST, "", Outcome.of(failure), text(failure)));
                    later(() -> compare(with), with);
                }
            });
        });
    }

    private void learn(GetMaxSeqResp newest, long asked) {
        newest.getMaxSeqsMap().forEach((conversation, max) -> {
            note(event(Event.Kind.NEWEST, conversation, Outcome.OK, "").at(max).since(asked));
            ConversationSync sync = conversation(conversation);
            sync.learn(newest.getMinSeqsOrDefault(conversation, 0), max);
            deliver(conversation, sync, List.of());
        });
    }

    private void pull() {
        ImClient from = client;
        if (from == null || pulling || comparing) {
            return;
        }
        List<SeqRange> ranges = missing();
        if (!ranges.isEmpty()) {
            pull(from, ranges);
        } else if (!inStep) {
            inStep = true;
            listener.onSynced();
        }
    }

    private List<SeqRange> missing() {
        List<SeqRange> ranges = new ArrayList<>();
        long room = options.pullMessages();
        for (ConversationSync each : incomplete.values()) {
            if (room <= 0 || ranges.size() == MAX_RANGES_PER_PULL) {
                break;
            }
            Optional<SeqRange> range = each.missing(room);
            if (range.isPresent()) {
                ranges.add(range.get());
                room -= range.get().getNum();
            }
        }
        return ranges;
    }

    private void pull(ImClient from, List<SeqRange> ranges) {
        inStep = false;
        pulling = true;
        pulls.incrementAndGet();
        long asked = System.nanoTime();
        for (SeqRange range : ranges) {
            String span = range.getBegin() + ".." + range.getEnd();
            note(event(Event.Kind.PULL, range.getConversationID(), Outcome.OK, span)
                    .at(range.getBegin()));
        }
        from.pullRanges(ranges, PullOrder.PullOrderAsc).whenComplete((answer, failure) -> {
            if (from != client) {
                return;
            }
            pulling = false;
            safely(() -> {
                if (failure == null) {
                    note(event(Event.Kind.PULL_END, "", Outcome.OK, ""));
                    takePulled(ranges, answer, asked);
                    pull();
                } else {
                    note(event(Event.Kind.PULL_END, "", Outcome.of(failure), text(failure)));
                    later(this::pull, from);
                }
            });
        });
    }

    private void takePulled(List<SeqRange> ranges, PullMessageBySeqsResp answer, long asked) {
        for (SeqRange range : ranges) {
            String id = range.getConversationID();
            ConversationSync conversation = conversation(id);
            List<MsgData> ready = new ArrayList<>();
            PullMsgs none = PullMsgs.getDefaultInstance();
            List<MsgData> messages =
                    new ArrayList<>(answer.getMsgsOrDefault(id, none).getMsgsList());
            messages.addAll(answer.getNotificationMsgsOrDefault(id, none).getMsgsList());
            for (MsgData message : messages) {
                pulledMessages.incrementAndGet();
                note(event(Event.Kind.PULLED, id, Outcome.OK, "").of(message).since(asked));
                // A push may have brought it while the pull was under way; that is no news.
                conversation.take(message, ready);
            }
            for (long hole : conversation.pulled(range, ready)) {
                holes.incrementAndGet();
                note(event(Event.Kind.HOLE, id, Outcome.OK, "").at(hole).since(asked));
            }
            deliver(id, conversation, ready);
        }
    }

    private void takePushed(String id, PullMsgs pushed) {
        ConversationSync conversation = conversation(id);
        List<MsgData> ready = new ArrayList<>();
        for (MsgData message : pushed.getMsgsList()) {
            if (message.getSeq() == 0) {
                transients.incrementAndGet();
                note(event(Event.Kind.TRANSIENT, id, Outcome.OK, "").of(message));
                listener.onMessage(id, message);
                continue;
            }
            Event.Kind kind = switch (conversation.take(message, ready)) {
                case NEXT -> Event.Kind.PUSHED;
                case DUPLICATE -> {
                    duplicates.incrementAndGet();
                    yield Event.Kind.DUPLICATE;
                }
                case AHEAD -> {
                    gaps.incrementAndGet();
                    yield Event.Kind.AHEAD;
                }
            };
            note(event(kind, id, Outcome.OK, "").of(message));
        }
        deliver(id, conversation, ready);
    }

    private void deliver(String id, ConversationSync conversation, List<MsgData> ready) {
        if (conversation.synced() > 0) {
            syncedSeqs.put(id, conversation.synced());
        }
        if (conversation.missing(1).isPresent()) {
            incomplete.put(id, conversation);
        } else {
            incomplete.remove(id);
        }
        for (MsgData message : ready) {
            delivered.incrementAndGet();
            note(event(Event.Kind.DELIVERED, id, Outcome.OK, "").of(message));
            listener.onMessage(id, message);
        }
    }

    private ConversationSync conversation(String id) {
        return conversations.computeIfAbsent(id, ConversationSync::new);
    }

    private void later(Runnable work, ImClient with) {
        loop.schedule(
                () -> {
                    if (with == client) {
                        safely(work);
                    }
                },
                options.pullRetry().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** A failure of the app's listener or of the history would otherwise end in a future that nobody looks at. */
    private void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, () -> "device " + name + " stops", e);
            disconnect(State.STOPPED);
            listener.onStopped("failed: " + e);
        }
    }

    /** What one connection brings, as long as it is the device's. */
    private final class Incoming implements ImListener {
        private final int mine;

        Incoming(int mine) {
            this.mine = mine;
        }

        @Override
        public void onPush(PushMessages messages) {
            if (mine == generation) {
                safely(() -> {
                    messages.getMsgsMap().forEach(ImDevice.this::takePushed);
                    messages.getNotificationMsgsMap().forEach(ImDevice.this::takePushed);
                    pull();
                });
            }
        }

        @Override
        public void onKicked() {
            if (mine == generation) {
                note(event(Event.Kind.KICKED, "", Outcome.OK, ""));
                giveUp("kicked");
            }
        }

        @Override
        public void onOnlineStates(SubUserOnlineStatusTips states) {
            listener.onOnlineStates(states);
        }

        @Override
        public void onClosed(Closed closed) {
            if (mine == generation) {
                disconnected(closed);
            }
        }
    }

    // ---- the history

    private Event event(Event.Kind kind, String conversation, Outcome outcome, String detail) {
        Login now = login;
        return new Event(
                System.nanoTime(),
                0,
                network.clock().millis(),
                name,
                now.url().toString(),
                now.userID(),
                now.platform().id(),
                kind,
                conversation,
                0,
                "",
                "",
                "",
                0,
                "",
                outcome,
                detail);
    }

    private void note(Event event) {
        history.record(event);
    }

    private static String text(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
