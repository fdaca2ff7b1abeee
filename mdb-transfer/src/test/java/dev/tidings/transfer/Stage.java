package dev.tidings.transfer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.checker.Checker;
import dev.tidings.checker.History;
import dev.tidings.checker.HistoryWriter;
import dev.tidings.checker.Report;
import dev.tidings.conversation.InMemoryConversations;
import dev.tidings.history.HistoryPage;
import dev.tidings.history.HistoryQuery;
import dev.tidings.history.InMemoryHistory;
import dev.tidings.hook.NoHooks;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.push.Delivery;
import dev.tidings.push.Push;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.DeadLetters;
import dev.tidings.queue.PushQueue;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A server made of the real transfer module and of stores in the heap, with devices by the book that write down what they
 * see. A seed decides who sends, reads and revokes what, when a consumer dies, the cache is emptied, a push fails, and a
 * device is away. Everything that a test may want to spoil is a method of its own.
 */
class Stage {
    static final int LANES = 3;
    static final List<UserId> USERS = List.of(new UserId("ann"), new UserId("ben"), new UserId("cid"));

    /** The process is gone at this step. */
    static final class Crash extends Error {
        Crash() {
            super("crash", null, false, false);
        }
    }

    /** A lane of one queue, and how much of it was given out. */
    private static final class Lane {
        private final Deque<byte[]> batches = new ArrayDeque<>();
        private boolean delivered;
    }

    final Random random;
    final InMemoryMailboxes store = mailboxesInMemory();
    final InMemorySeqs counters = countersInMemory(store);
    final InMemoryMemberships memberships = new InMemoryMemberships();
    final InMemoryHistory rows = new InMemoryHistory();
    final Map<MessageId, Message> replaced = new HashMap<>();
    final List<String> deadLetters = new ArrayList<>();

    private final StringWriter text = new StringWriter();
    private final HistoryWriter out = new HistoryWriter(text, "stage");
    private final List<Lane> transferLanes = new ArrayList<>();
    private final List<Lane> historyLanes = new ArrayList<>();
    private final Deque<byte[]> pushQueue = new ArrayDeque<>();
    private final Map<String, Device> devices = new LinkedHashMap<>();
    private final List<Message> accepted = new ArrayList<>();
    private final Set<MessageId> told = new HashSet<>();
    private final DeadLetters dead = (from, batch, reason) -> deadLetters.add(reason);
    private final Transfer transfer;
    private final Recording recording;
    private final Mailboxes mailboxes;
    private final Seqs seqs;
    private final int toSend;
    private final boolean faults;
    private long clock;
    private int numbers;
    private boolean calm;

    /**
     * Sets it up; nothing happens yet.
     *
     * @param toSend how many messages
     * @param faults whether anything fails at all
     */
    Stage(long seed, int toSend, boolean faults) {
        this.random = new Random(seed);
        this.toSend = toSend;
        this.faults = faults;
        this.mailboxes = mailboxes(store);
        this.seqs = seqs(counters);
        Push push = deliveries -> {
            step();
            if (faults && random.nextInt(10) == 0) {
                throw new IllegalStateException("the push module is away");
            }
            deliver(deliveries);
            step();
        };
        PushQueue queue = deliveries -> putOnPushQueue(BatchCodec.encodeDeliveries(deliveries));
        this.transfer = new Transfer(
                seqs, mailboxes, memberships, new OwnReads(memberships), new Pushing(push, queue, true), new NoHooks());
        this.recording = new Recording(rows, new InMemoryConversations(), dead);
        store.beforeEachCell = this::step;
        for (int lane = 0; lane < LANES; lane++) {
            transferLanes.add(new Lane());
            historyLanes.add(new Lane());
        }
        for (UserId user : USERS) {
            for (String kind : List.of("web", "pad")) {
                devices.put(user + "-" + kind, new Device(user, user + "-" + kind));
            }
        }
    }

    // ---- what a test may spoil

    InMemoryMailboxes mailboxesInMemory() {
        return new InMemoryMailboxes();
    }

    InMemorySeqs countersInMemory(InMemoryMailboxes truth) {
        return new InMemorySeqs(truth);
    }

    Mailboxes mailboxes(InMemoryMailboxes inner) {
        return inner;
    }

    Seqs seqs(InMemorySeqs inner) {
        return inner;
    }

    /** The business server's verdict on every ninth message is no, on every eleventh another text. */
    @Nullable
    Message askHook(Message message) {
        int number = Integer.parseInt(clientMsgID(message.body()).substring(1));
        HistoryWriter.Event line = event("HOOK_BEFORE", "business server")
                .with("sender", message.sender().value());
        line.with("clientMsgID", clientMsgID(message.body()));
        if (number % 9 == 0) {
            line.with("outcome", "REFUSED").end();
            return null;
        }
        if (number % 11 == 0) {
            Message rewritten = withContent(message, "rewritten " + number);
            line.with("outcome", "REWRITTEN").with("crc", crc(rewritten.body())).end();
            return rewritten;
        }
        line.with("outcome", "ALLOWED").end();
        return message;
    }

    /** Tells the business server of each message as it is recorded. */
    void tellHook(Message message) {
        event("HOOK_AFTER", "business server")
                .with("sender", message.sender().value())
                .with("clientMsgID", clientMsgID(message.body()))
                .with("detail", message.id().value())
                .end();
    }

    /** The commit of the accepted queue. */
    void accept(List<Message> messages) {
        put(messages);
    }

    final void put(List<Message> messages) {
        Map<Integer, List<Message>> byLane = new TreeMap<>();
        messages.forEach(it -> byLane.computeIfAbsent(it.conversation().lane(LANES), lane -> new ArrayList<>())
                .add(it));
        byLane.forEach((lane, batch) -> {
            byte[] bytes = BatchCodec.encode(batch);
            transferLanes.get(lane).batches.add(bytes);
            historyLanes.get(lane).batches.add(bytes);
        });
    }

    void putOnPushQueue(byte[] batch) {
        pushQueue.add(batch);
    }

    /** A batch as the broker gives it to a consumer. */
    byte[] received(byte[] batch, boolean redelivered) {
        return batch;
    }

    void record(List<Message> batch) {
        recording.record(batch);
        batch.stream().filter(it -> told.add(it.id())).forEach(this::tellHook);
    }

    void deliver(List<Delivery> deliveries) {
        deliveries.forEach(it -> it.message().audience().forEach(user -> deliver(user, it.seq(), it.message())));
    }

    final void deliver(UserId user, long seq, Message message) {
        devices.values().stream()
                .filter(it -> it.user.equals(user))
                .forEach(it -> it.pushed(message.conversation(), seq, message.body()));
    }

    long newest(UserId caller, ConversationId conversation) {
        return seqs.newest(Series.of(conversation));
    }

    List<StoredMessage> pull(UserId caller, ConversationId conversation, long from, long to) {
        return mailboxes.range(conversation, from, to, Integer.MAX_VALUE, Order.ASCENDING).stream()
                .map(it -> served(it))
                .toList();
    }

    /** What a reader gets of a message: the notice, if it was revoked. */
    StoredMessage served(StoredMessage stored) {
        Message notice = replaced.get(stored.id());
        return notice == null ? stored : new StoredMessage(stored.id(), stored.seq(), stored.sendTime(), notice.body());
    }

    List<MailboxEntry> pullMailbox(UserId owner) {
        return mailboxes.pull(owner, 1, seqs.newest(Series.mailboxOf(owner)), Integer.MAX_VALUE).stream()
                .map(it -> new MailboxEntry(it.mailboxSeq(), it.conversation(), served(it.message())))
                .toList();
    }

    List<ByteString> searchHistory() {
        List<ByteString> found = new ArrayList<>();
        HistoryPage page = HistoryPage.first(HistoryPage.MAX_SIZE);
        while (true) {
            var entries = rows.search(HistoryQuery.ALL, page);
            entries.forEach(it -> found.add(it.body()));
            if (entries.size() < HistoryPage.MAX_SIZE) {
                return found;
            }
            page = HistoryPage.after(entries.get(entries.size() - 1).position(), HistoryPage.MAX_SIZE);
        }
    }

    void markRead(UserId user, ConversationId conversation, long seq) {
        memberships.read(List.of(new ReadMark(user, conversation, seq)));
    }

    long readPosition(UserId user, ConversationId conversation) {
        return memberships.find(user, conversation).map(it -> it.readSeq()).orElse(0L);
    }

    void revoke(Message message) {
        Message notice = withContent(message, "revoked");
        replaced.put(message.id(), notice);
        rows.replace(notice);
    }

    /** Whether {@code caller} may read a mailbox. */
    boolean mayRead(UserId caller, UserId owner) {
        return caller.equals(owner);
    }

    /** The tokens of a device are taken back, so its socket is closed. */
    void revokeToken(String device) {
        disconnect(device);
    }

    // ---- the play

    /** Plays, heals everything, reads everything, and lets the checker judge. */
    final Report play() {
        event("HOOKS", "stage").with("detail", "before after").end();
        devices.values().forEach(Device::connect);
        while (numbers < toSend) {
            turn(random.nextInt(100));
        }
        event("HEALED", "stage").end();
        calm = true;
        devices.values().stream().filter(it -> !it.connected).forEach(Device::connect);
        for (int turns = 0; !isQuiet() && turns < 100_000; turns++) {
            work(random.nextInt(LANES * 2 + 1));
        }
        readEverything();
        out.flush();
        try {
            return new Checker(Checker.CONVERGENCE).check(History.ofText(text.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void turn(int dice) {
        if (dice < 30) {
            send();
        } else if (dice < 33) {
            read();
        } else if (dice < 36) {
            revokeOne();
        } else if (dice < 37) {
            probe();
        } else if (dice < 41 && faults) {
            comeAndGo();
        } else if (dice < 42 && faults) {
            event("FAULT", "stage").with("detail", "the cache is emptied").end();
            counters.forgetEverything();
        } else {
            work(random.nextInt(LANES * 2 + 1));
        }
    }

    private void send() {
        List<Message> group = new ArrayList<>();
        List<String> senders = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0 && numbers < toSend; i--) {
            boolean retry = !accepted.isEmpty() && random.nextInt(20) == 0;
            UserId from = USERS.get(random.nextInt(USERS.size()));
            UserId to = USERS.get(random.nextInt(USERS.size()));
            Message message = retry
                    ? accepted.get(Math.max(0, accepted.size() - 1 - random.nextInt(5)))
                    : TestMessages.text(from, to, "m" + ++numbers);
            String device = message.sender() + (retry ? "-pad" : "-web");
            note(event("SEND", device), message).end();
            Message passed = askHook(message);
            if (passed == null) {
                note(event("SENT", device), message).with("outcome", "FAILED").end();
            } else {
                group.add(passed);
                senders.add(device);
                accepted.add(message);
            }
        }
        if (!group.isEmpty()) {
            accept(group);
            for (int i = 0; i < group.size(); i++) {
                String outcome = faults && random.nextInt(30) == 0 ? "UNKNOWN" : "OK";
                note(event("SENT", senders.get(i)), accepted.get(accepted.size() - group.size() + i))
                        .with("outcome", outcome)
                        .with("serverMsgID", group.get(i).id().value())
                        .end();
            }
        }
    }

    private HistoryWriter.Event note(HistoryWriter.Event event, Message message) {
        UserId to = message.receivers().isEmpty()
                ? message.sender()
                : message.receivers().get(0);
        return event.with("user", message.sender().value())
                .with("conversation", to.value())
                .with("clientMsgID", clientMsgID(message.body()))
                .with("crc", crc(message.body()));
    }

    private boolean isQuiet() {
        return transferLanes.stream().allMatch(it -> it.batches.isEmpty())
                && historyLanes.stream().allMatch(it -> it.batches.isEmpty())
                && pushQueue.isEmpty();
    }

    /** Lets one consumer take one batch, if there is one. */
    private void work(int which) {
        if (which == LANES * 2) {
            byte[] batch = pushQueue.peek();
            if (batch != null) {
                deliver(BatchCodec.decodeDeliveries(batch));
                pushQueue.remove();
            }
            return;
        }
        boolean isTransfer = which < LANES;
        Lane lane = (isTransfer ? transferLanes : historyLanes).get(which % LANES);
        byte[] batch = lane.batches.peek();
        if (batch == null) {
            return;
        }
        boolean redelivered = lane.delivered;
        lane.delivered = true;
        try {
            new LaneWorker(dead, "the queue", Rhythm.immediate(1), isTransfer ? transferring() : recording())
                    .work(received(batch, redelivered), redelivered);
            step();
        } catch (Crash crash) {
            event("FAULT", "stage").with("detail", "a consumer dies").end();
            return;
        }
        lane.batches.remove();
        lane.delivered = false;
    }

    LaneWorker.Task transferring() {
        return new LaneWorker.Task() {
            @Override
            public void run(List<Message> batch, boolean redelivered) {
                step();
                transfer.transfer(batch, redelivered);
                step();
            }

            @Override
            public void abandon(List<Message> messages) {
                transfer.abandon(messages);
            }
        };
    }

    private LaneWorker.Task recording() {
        return new LaneWorker.Task() {
            @Override
            public void run(List<Message> batch, boolean redelivered) {
                step();
                record(batch);
                step();
            }

            @Override
            public void abandon(List<Message> messages) {
                // Nothing was kept for them.
            }
        };
    }

    /** Where a consumer may die. */
    private void step() {
        clock += 1_000;
        if (faults && !calm && random.nextInt(150) == 0) {
            throw new Crash();
        }
    }

    private void comeAndGo() {
        List<Device> all = new ArrayList<>(devices.values());
        Device device = all.get(random.nextInt(all.size()));
        if (!device.connected) {
            device.connect();
        } else if (random.nextBoolean()) {
            disconnect(device.name);
        } else {
            event("TOKEN_REVOKED", "stage")
                    .with("user", device.user.value())
                    .with("platform", device.platform())
                    .end();
            clock += 1_000_000;
            revokeToken(device.name);
            clock += 2_000_000_000L;
            event("OTHER", device.name).end();
        }
    }

    final void disconnect(String device) {
        Device it = devices.get(device);
        if (it != null) {
            it.disconnect();
        }
    }

    private void read() {
        if (accepted.isEmpty()) {
            return;
        }
        Message message = accepted.get(random.nextInt(accepted.size()));
        UserId reader = message.sender();
        ConversationId conversation = message.conversation();
        long known = newest(reader, conversation);
        if (known > 0 && random.nextBoolean()) {
            markRead(reader, conversation, 1 + random.nextInt((int) known));
        }
        event("READ_AT", reader + "-web")
                .with("user", reader.value())
                .with("conversation", conversation.value())
                .with("seq", readPosition(reader, conversation))
                .end();
    }

    private void revokeOne() {
        if (accepted.isEmpty()) {
            return;
        }
        Message message = accepted.get(random.nextInt(accepted.size()));
        Series sender = Series.mailboxOf(message.sender());
        if (replaced.containsKey(message.id())
                || seqs.newest(sender) == 0
                || store.stored(List.of(message)).isEmpty()
                || rows.byId(message.id()).isEmpty()) {
            return;
        }
        long original =
                crc(store.places(List.of(message)).get(message.id()).message().body());
        for (String kind : List.of("REVOKE", "REVOKE_END")) {
            if (kind.equals("REVOKE_END")) {
                revoke(message);
            }
            event(kind, "stage")
                    .with("sender", message.sender().value())
                    .with("clientMsgID", clientMsgID(message.body()))
                    .with("crc", original)
                    .end();
        }
    }

    private void probe() {
        UserId caller = USERS.get(0);
        UserId owner = USERS.get(1);
        event("PROBE", "stage")
                .with("user", caller.value())
                .with("detail", "read " + owner + "'s mailbox")
                .with("outcome", mayRead(caller, owner) ? "OK" : "FAILED")
                .end();
    }

    private void readEverything() {
        Set<String> conversations = new TreeSet<>();
        accepted.forEach(it -> conversations.add(it.conversation().value()));
        for (UserId user : USERS) {
            for (String id : conversations) {
                if (("_" + id.substring(3) + "_").contains("_" + user + "_")) {
                    ConversationId conversation = new ConversationId(id);
                    long newest = newest(user, conversation);
                    pull(user, conversation, 1, newest)
                            .forEach(it -> cell("conversation", it)
                                    .with("user", user.value())
                                    .with("conversation", id)
                                    .end());
                    event("TIER_END", "stage")
                            .with("tier", "conversation")
                            .with("user", user.value())
                            .with("conversation", id)
                            .with("seq", newest)
                            .end();
                }
            }
            pullMailbox(user)
                    .forEach(it -> cell("mailbox", it.message())
                            .with("owner", user.value())
                            .with("mailboxSeq", it.mailboxSeq())
                            .with("conversation", it.conversation().value())
                            .end());
            event("TIER_END", "stage")
                    .with("tier", "mailbox")
                    .with("owner", user.value())
                    .with("seq", seqs.newest(Series.mailboxOf(user)))
                    .end();
        }
        searchHistory()
                .forEach(it -> cell("history", new StoredMessage(new MessageId(""), 0, 0, it))
                        .end());
        event("TIER_END", "stage").with("tier", "history").end();
        long left = transferLanes.stream().mapToInt(it -> it.batches.size()).sum();
        event("QUEUE", "stage").with("detail", "im.transfer").with("seq", left).end();
        event("QUEUE", "stage")
                .with("detail", "im.dead")
                .with("seq", deadLetters.size())
                .end();
    }

    private HistoryWriter.Event cell(String tier, StoredMessage stored) {
        MsgData data = data(stored.body());
        return event("CELL", "stage")
                .with("tier", tier)
                .with("seq", stored.seq())
                .with("sender", data.getSendID())
                .with("clientMsgID", data.getClientMsgID())
                .with("serverMsgID", data.getServerMsgID())
                .with("crc", HistoryWriter.crc(data.getContent().toByteArray()));
    }

    private HistoryWriter.Event event(String kind, String client) {
        clock += 10_000;
        return out.event(kind).with("t", clock).with("client", client);
    }

    static MsgData data(ByteString body) {
        try {
            return MsgData.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    static String clientMsgID(ByteString body) {
        return data(body).getClientMsgID();
    }

    static long crc(ByteString body) {
        return HistoryWriter.crc(data(body).getContent().toByteArray());
    }

    static Message withContent(Message message, String content) {
        ByteString body = data(message.body()).toBuilder()
                .setContent(ByteString.copyFromUtf8(content))
                .build()
                .toByteString();
        return new Message(
                message.id(),
                message.conversation(),
                message.sender(),
                message.receivers(),
                message.contentType(),
                message.options(),
                message.sendTime(),
                message.operationId(),
                body);
    }

    /** A device by the book: it accepts what is next, drops what it has, and pulls what is missing. */
    private final class Device {
        private final UserId user;
        private final String name;
        private final Map<ConversationId, TreeMap<Long, ByteString>> ahead = new HashMap<>();
        private final Map<ConversationId, Long> synced = new HashMap<>();
        private boolean connected;

        Device(UserId user, String name) {
            this.user = user;
            this.name = name;
        }

        int platform() {
            return name.endsWith("web") ? 5 : 8;
        }

        private HistoryWriter.Event line(String kind) {
            return event(kind, name).with("user", user.value()).with("platform", platform());
        }

        void connect() {
            connected = true;
            line("CONNECTED").end();
            Set<ConversationId> mine = new HashSet<>();
            accepted.stream().filter(it -> it.participants().contains(user)).forEach(it -> mine.add(it.conversation()));
            mine.forEach(conversation -> {
                long since = clock;
                long newest = newest(user, conversation);
                line("NEWEST")
                        .with("conversation", conversation.value())
                        .with("seq", newest)
                        .with("since", since)
                        .end();
                catchUp(conversation, newest);
            });
        }

        void disconnect() {
            connected = false;
            line("CLOSED").end();
        }

        void pushed(ConversationId conversation, long seq, ByteString body) {
            if (!connected) {
                return;
            }
            long next = synced.getOrDefault(conversation, 0L) + 1;
            message(seq < next ? "DUPLICATE" : seq == next ? "PUSHED" : "AHEAD", conversation, seq, body, 0);
            if (seq >= next) {
                take(conversation, seq, body);
                if (seq > next) {
                    catchUp(conversation, seq - 1);
                }
            }
        }

        private void catchUp(ConversationId conversation, long to) {
            long from = synced.getOrDefault(conversation, 0L) + 1;
            if (from > to) {
                return;
            }
            long since = clock;
            line("PULL")
                    .with("conversation", conversation.value())
                    .with("seq", from)
                    .end();
            for (StoredMessage it : pull(user, conversation, from, to)) {
                message("PULLED", conversation, it.seq(), it.body(), since);
                take(conversation, it.seq(), it.body());
            }
            for (long seq = synced.getOrDefault(conversation, 0L) + 1; seq <= to; seq++) {
                line("HOLE")
                        .with("conversation", conversation.value())
                        .with("seq", seq)
                        .end();
                synced.put(conversation, seq);
                drain(conversation);
            }
        }

        private void take(ConversationId conversation, long seq, ByteString body) {
            if (seq > synced.getOrDefault(conversation, 0L)) {
                ahead.computeIfAbsent(conversation, it -> new TreeMap<>()).putIfAbsent(seq, body);
                drain(conversation);
            }
        }

        private void drain(ConversationId conversation) {
            TreeMap<Long, ByteString> waiting = ahead.getOrDefault(conversation, new TreeMap<>());
            long next = synced.getOrDefault(conversation, 0L) + 1;
            for (ByteString body = waiting.remove(next); body != null; body = waiting.remove(next)) {
                synced.put(conversation, next);
                message("DELIVERED", conversation, next, body, 0);
                next++;
            }
        }

        private void message(String kind, ConversationId conversation, long seq, ByteString body, long since) {
            MsgData data = data(body);
            line(kind)
                    .with("conversation", conversation.value())
                    .with("seq", seq)
                    .with("sender", data.getSendID())
                    .with("clientMsgID", data.getClientMsgID())
                    .with("serverMsgID", data.getServerMsgID())
                    .with("crc", HistoryWriter.crc(data.getContent().toByteArray()))
                    .with("since", since)
                    .end();
        }
    }
}
