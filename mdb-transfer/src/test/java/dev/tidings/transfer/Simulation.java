package dev.tidings.transfer;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.hook.NoHooks;
import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.Replacement;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.queue.BatchCodec;
import dev.tidings.seq.Allocation;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Extent;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of several lanes, nodes and readers, decided by a seed: only one of them runs at a time, and at every step the
 * seed decides who is next and what breaks. The same seed gives the same run.
 */
final class Simulation {
    private static final int LANES = 3;
    private static final int STEPS_MAX = 60_000;
    private static final int BATCH_MAX = 4;
    /** So many may be under way at once; with more the run is about nothing but their taking turns. */
    private static final int CROWD_MAX = 200;

    private static final List<UserId> USERS =
            List.of(new UserId("ann"), new UserId("ben"), new UserId("cid"), new UserId("dan"));

    /** What a run is made of; a test spoils one of them to see that it is noticed. */
    static class Parts {
        InMemoryMailboxes mailboxes() {
            return new InMemoryMailboxes();
        }

        InMemorySeqs counters(InMemoryMailboxes mailboxes) {
            return new InMemorySeqs(mailboxes);
        }

        Seqs seqs(InMemorySeqs counters) {
            return counters;
        }
    }

    /** A broken invariant; an error, so that nobody takes it for a message that cannot be processed. */
    static final class Violation extends Error {
        Violation(String invariant, String what) {
            super(invariant + ": " + what);
        }
    }

    /** The process is gone at this step. */
    private static final class Crash extends Error {
        Crash() {
            super("crash", null, false, false);
        }
    }

    private record Batch(int number, List<Message> messages) {}

    private record Cell(Series series, long seq) {}

    private final Random random;
    private final boolean redisIsEmptied;
    private final boolean lanesMove;
    private final InMemoryMailboxes store;
    private final InMemorySeqs counters;
    private final Seqs seqs;
    private final Transfer transfer;
    private final Set<MessageId> poisonous = new HashSet<>();
    private final Set<MessageId> buried = new HashSet<>();
    private final Set<MessageId> passing = new HashSet<>();
    private final Set<MessageId> passed = new HashSet<>();
    private final boolean withPoison;
    private final Coroutines coroutines = new Coroutines();
    private final List<Deque<Batch>> lanes = new ArrayList<>();
    private final List<@Nullable Consumer> consumers = new ArrayList<>();
    private final List<Integer> delivered = new ArrayList<>();
    private final Map<ConversationId, Set<MessageId>> accepted = new LinkedHashMap<>();
    private final List<Message> sent = new ArrayList<>();
    private final Map<Cell, MessageId> observed = new HashMap<>();
    private final Map<Series, Long> shown = new HashMap<>();
    private boolean calm;
    private int steps;
    private int batches;

    Simulation(long seed, Parts parts) {
        this.random = new Random(seed);
        this.redisIsEmptied = seed % 3 != 0;
        this.lanesMove = seed % 3 != 1;
        this.withPoison = seed % 4 == 0;
        this.store = parts.mailboxes();
        this.counters = parts.counters(store);
        this.seqs = parts.seqs(counters);
        store.beforeEachCell = this::step;
        counters.whileRestoring = this::step;
        InMemoryMemberships memberships = new InMemoryMemberships();
        Seqs stepping = new SteppingSeqs();
        this.transfer = new Transfer(
                stepping,
                new SteppingMailboxes(),
                memberships,
                new OwnReads(memberships),
                new Pushing(this::observePush, deliveries -> observe(deliveries), true),
                new NoHooks());
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new ArrayDeque<>());
            consumers.add(null);
            delivered.add(0);
        }
    }

    void run() {
        try (coroutines) {
            int toSend = 6 + random.nextInt(14);
            while (toSend > 0 || !isQuiet()) {
                calm = toSend <= 0 && steps > STEPS_MAX / 2;
                int dice = random.nextInt(100);
                if (dice < 10 && toSend > 0) {
                    toSend -= send();
                } else if (dice < 12 && !calm && redisIsEmptied) {
                    counters.forgetEverything();
                } else if (dice < 15 && !calm && lanesMove && coroutines.size() < CROWD_MAX) {
                    moveLane();
                } else if (dice < 18 && coroutines.size() < CROWD_MAX) {
                    coroutines.start(this::read);
                } else {
                    goOn();
                }
            }
            calm = true;
            if (withPoison || (redisIsEmptied && lanesMove)) {
                fillMailboxes();
            }
            check();
        }
    }

    private void goOn() {
        if (++steps > STEPS_MAX) {
            throw new Violation("BOUNDED", "the lanes are not empty after " + STEPS_MAX + " steps");
        }
        startConsumers();
        coroutines.resume(random);
    }

    /**
     * When Redis was emptied while a paused node still worked on a lane that another one had, or a message was given up, a
     * place of a mailbox can stay empty until the next message takes it. So everybody writes to himself until that is done.
     */
    private void fillMailboxes() {
        counters.tidy();
        for (UserId user : USERS) {
            int holes = store.extents(List.of(Series.mailboxOf(user)))
                    .getOrDefault(Series.mailboxOf(user), Extent.EMPTY)
                    .holes()
                    .size();
            for (int i = 0; i < holes; i++) {
                Message note = TestMessages.text(user, user, "note-" + sent.size());
                accept(note);
                lanes.get(note.conversation().lane(LANES)).add(new Batch(++batches, List.of(note)));
            }
        }
        while (!isQuiet()) {
            goOn();
        }
    }

    private void accept(Message message) {
        sent.add(message);
        accepted.computeIfAbsent(message.conversation(), it -> new LinkedHashSet<>())
                .add(message.id());
    }

    private boolean isQuiet() {
        return lanes.stream().allMatch(Deque::isEmpty) && coroutines.isEmpty();
    }

    /** One commit of the accepted queue: some messages of one lane, now and then one that was sent before. */
    private int send() {
        int lane = random.nextInt(LANES);
        List<Message> messages = new ArrayList<>();
        int size = 1 + random.nextInt(BATCH_MAX);
        for (int tries = 0; tries < 40 && messages.size() < size; tries++) {
            Message message = !sent.isEmpty() && random.nextInt(6) == 0
                    ? sent.get(random.nextInt(sent.size()))
                    : TestMessages.text(anyone(), anyone(), "text-" + sent.size() + "-" + passing.size());
            if (message.conversation().lane(LANES) == lane) {
                if (withPoison && !accepted(message) && random.nextInt(15) == 0) {
                    poisonous.add(message.id());
                }
                messages.add(message);
                accept(message);
            } else if (random.nextInt(10) == 0) {
                messages.add(passing(lane));
            }
        }
        if (!messages.isEmpty()) {
            lanes.get(lane).add(new Batch(++batches, messages));
        }
        return Math.max(1, messages.size());
    }

    private boolean accepted(Message message) {
        return accepted.getOrDefault(message.conversation(), Set.of()).contains(message.id());
    }

    /** A message that is seen now or never: it has no place, and is pushed with seq 0. */
    private Message passing(int lane) {
        while (true) {
            Message typing = TestMessages.text(
                    anyone(),
                    anyone(),
                    "typing-" + passing.size() + "-" + random.nextInt(1000),
                    Options.without(Option.HISTORY));
            if (typing.conversation().lane(LANES) == lane && passing.add(typing.id())) {
                return typing;
            }
        }
    }

    private UserId anyone() {
        return USERS.get(random.nextInt(USERS.size()));
    }

    /** What the broker does when a node is silent for too long; the node itself may wake up and go on. */
    private void moveLane() {
        consumers.set(random.nextInt(LANES), null);
    }

    /** Sessions on idle lanes; now and then several of them hand in their batches at the same time. */
    private void startConsumers() {
        List<Integer> together = new ArrayList<>();
        boolean gather = random.nextInt(3) == 0;
        for (int lane = 0; lane < LANES; lane++) {
            if (consumers.get(lane) == null && !lanes.get(lane).isEmpty()) {
                together.add(lane);
                if (!gather) {
                    startConsumer(together);
                    together.clear();
                }
            }
        }
        if (!together.isEmpty()) {
            startConsumer(together);
        }
    }

    private void startConsumer(List<Integer> theirs) {
        Consumer consumer = new Consumer(theirs);
        theirs.forEach(lane -> consumers.set(lane, consumer));
        coroutines.start(consumer);
    }

    /**
     * One node's sessions on some lanes: it has the batches that the broker gave it in advance, and works on those of each
     * lane in order, the next ones of all its lanes as one group.
     */
    private final class Consumer implements Runnable {
        private final Map<Integer, Deque<Batch>> windows = new LinkedHashMap<>();

        Consumer(List<Integer> theirs) {
            theirs.forEach(lane -> windows.put(lane, new ArrayDeque<>(lanes.get(lane))));
        }

        @Override
        public void run() {
            try {
                while (windows.values().stream().anyMatch(it -> !it.isEmpty())) {
                    workOnNext();
                }
            } catch (Crash | ImException gone) {
                // Nothing is left of the process; the broker notices and gives its lanes to the next one.
                return;
            } finally {
                windows.keySet().forEach(lane -> {
                    if (consumers.get(lane) == this) {
                        consumers.set(lane, null);
                    }
                });
            }
        }

        private void workOnNext() {
            Map<Integer, Batch> group = new LinkedHashMap<>();
            List<Message> messages = new ArrayList<>();
            boolean redelivered = false;
            for (Map.Entry<Integer, Deque<Batch>> window : windows.entrySet()) {
                Batch batch = window.getValue().poll();
                if (batch != null) {
                    int lane = window.getKey();
                    group.put(lane, batch);
                    messages.addAll(batch.messages());
                    redelivered |= batch.number() <= delivered.get(lane);
                    delivered.set(lane, Math.max(delivered.get(lane), batch.number()));
                }
            }
            work(messages, redelivered);
            step();
            group.forEach(this::acknowledge);
        }

        private void work(List<Message> group, boolean redelivered) {
            LaneWorker.Task task = new LaneWorker.Task() {
                @Override
                public void run(List<Message> messages, boolean again) {
                    if (++steps > STEPS_MAX) {
                        throw new Violation("BOUNDED", "a batch is tried again and again");
                    }
                    transfer.transfer(messages, again);
                }

                @Override
                public void abandon(List<Message> messages) {
                    transfer.abandon(messages);
                }
            };
            new LaneWorker(Simulation.this::bury, "lanes " + windows.keySet(), Rhythm.immediate(1), task, Duration.ZERO)
                    .work(BatchCodec.encode(group), redelivered);
        }

        private void acknowledge(int lane, Batch batch) {
            if (consumers.get(lane) == this) {
                lanes.get(lane).remove(batch);
            }
        }
    }

    /** What is given up must have been poisonous: anything else is lost. */
    private void bury(String queue, byte[] batch, String reason) {
        step();
        for (Message message : BatchCodec.decode(batch)) {
            if (!poisonous.contains(message.id())) {
                throw new Violation("NO-ACKED-LOSS", message.id() + " was given up: " + reason);
            }
            buried.add(message.id());
        }
        step();
    }

    /** Where others may come in between, a store may not answer (before or after it did its work), and a node may die. */
    private void step() {
        coroutines.pause();
        if (calm || !coroutines.isInside()) {
            return;
        }
        int dice = random.nextInt(200);
        if (dice < 2) {
            throw new Crash();
        }
        if (dice < 5) {
            throw new ImException(ErrorCode.UNAVAILABLE, "no answer");
        }
    }

    private void observePush(List<Delivery> deliveries) {
        step();
        observe(deliveries);
        step();
    }

    private void observe(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            Message message = delivery.message();
            if (message.isKept()) {
                observe(Series.of(message.conversation()), delivery.seq(), message.id());
            } else if (delivery.seq() == 0) {
                passed.add(message.id());
            } else {
                throw new Violation(
                        "NO-PHANTOM", message.id() + " has no place, but was pushed under " + delivery.seq());
            }
        }
    }

    private void observe(Series series, long seq, MessageId message) {
        MessageId before = observed.putIfAbsent(new Cell(series, seq), message);
        if (before != null && !before.equals(message)) {
            throw new Violation("STABLE-CELL", series + " " + seq + " was " + before + ", is " + message);
        }
    }

    private void read() {
        try {
            if (random.nextBoolean()) {
                UserId user = anyone();
                readMailbox(user);
            } else if (!accepted.isEmpty()) {
                List<ConversationId> all = new ArrayList<>(accepted.keySet());
                readConversation(all.get(random.nextInt(all.size())));
            }
        } catch (ImException | Crash e) {
            // A reader that got no answer knows nothing.
            return;
        }
    }

    private long newest(Series series) {
        long floor = shown.getOrDefault(series, 0L);
        step();
        long newest = seqs.newest(series);
        if (newest < floor) {
            throw new Violation("MONOTONE-MAX", series + " was " + floor + ", is " + newest);
        }
        shown.merge(series, newest, Math::max);
        step();
        return newest;
    }

    private void readMailbox(UserId user) {
        Series series = Series.mailboxOf(user);
        long newest = newest(series);
        List<MailboxEntry> entries = store.pull(user, 1, newest, Integer.MAX_VALUE);
        complete(series, newest, entries.stream().map(MailboxEntry::mailboxSeq).toList());
        for (MailboxEntry entry : entries) {
            observe(series, entry.mailboxSeq(), entry.message().id());
            observe(
                    Series.of(entry.conversation()),
                    entry.message().seq(),
                    entry.message().id());
        }
    }

    private void readConversation(ConversationId conversation) {
        Series series = Series.of(conversation);
        long newest = newest(series);
        List<StoredMessage> messages = store.range(conversation, 1, newest, Integer.MAX_VALUE, Order.ASCENDING);
        complete(series, newest, messages.stream().map(StoredMessage::seq).toList());
        messages.forEach(it -> observe(series, it.seq(), it.id()));
    }

    private static void complete(Series series, long newest, List<Long> seqs) {
        for (long seq = 1; seq <= newest; seq++) {
            if (seqs.size() < newest || seqs.get((int) seq - 1) != seq) {
                throw new Violation("MONOTONE-MAX", series + " is complete up to " + newest + " but has " + seqs);
            }
        }
    }

    /** What must hold when everything is done. */
    private void check() {
        if (!buried.equals(poisonous)) {
            throw new Violation("BOUNDED", "poisonous were " + poisonous + ", dead letters are " + buried);
        }
        if (!passed.equals(passing)) {
            throw new Violation("CONVERGENCE", "to be pushed once were " + passing + ", pushed were " + passed);
        }
        accepted.values().forEach(ids -> ids.removeAll(poisonous));
        Map<Series, List<MessageId>> expected = new TreeMap<>(java.util.Comparator.comparing(Series::key));
        Map<MessageId, Message> byId = new HashMap<>();
        sent.forEach(message -> byId.put(message.id(), message));
        accepted.forEach((conversation, ids) -> ids.forEach(id -> {
            Message message = byId.get(id);
            if (message != null && message.isKept()) {
                PlacedMessage.seriesOf(message)
                        .forEach(series -> expected.computeIfAbsent(series, it -> new ArrayList<>())
                                .add(id));
            }
        }));
        expected.forEach((series, ids) -> {
            Extent extent = store.extents(List.of(series)).get(series);
            if (extent == null || !extent.holes().isEmpty() || extent.max() != ids.size()) {
                throw new Violation("GAP-FREE", series + " should have " + ids.size() + ", has " + extent);
            }
            long newest = seqs.newest(series);
            if (newest != extent.max()) {
                throw new Violation("CONVERGENCE", series + " has " + extent.max() + ", shows " + newest);
            }
        });
        accepted.forEach((conversation, ids) -> {
            readConversation(conversation);
            List<MessageId> inOrder =
                    store.range(conversation, 1, Long.MAX_VALUE, Integer.MAX_VALUE, Order.ASCENDING).stream()
                            .map(StoredMessage::id)
                            .toList();
            if (!Set.copyOf(inOrder).equals(ids) || inOrder.size() != ids.size()) {
                throw new Violation("EXACTLY-ONCE", conversation + " has " + inOrder + ", accepted were " + ids);
            }
            if (!inOrder.equals(List.copyOf(ids))) {
                throw new Violation("REAL-TIME-ORDER", conversation + " has " + inOrder + ", accepted were " + ids);
            }
        });
        USERS.forEach(this::readMailbox);
    }

    private final class SteppingSeqs implements Seqs {
        @Override
        public Allocation allocateSeeingNewest(List<Claim> claims) {
            step();
            Allocation allocation = seqs.allocateSeeingNewest(claims);
            step();
            return allocation;
        }

        @Override
        public void settle(List<Places> stored) {
            step();
            seqs.settle(stored);
            step();
        }

        @Override
        public void surrender(MessageId message, Series series) {
            step();
            seqs.surrender(message, series);
            step();
        }

        @Override
        public void release(MessageId message, Series series, long seq) {
            step();
            seqs.release(message, series, seq);
            step();
        }

        @Override
        public Map<Series, Long> newest(Collection<Series> series) {
            step();
            return seqs.newest(series);
        }
    }

    private final class SteppingMailboxes implements Mailboxes {
        @Override
        public List<Conflict> store(List<PlacedMessage> messages) {
            step();
            for (PlacedMessage placed : messages) {
                if (poisonous.contains(placed.message().id())) {
                    if (random.nextBoolean()) {
                        store.store(messages.subList(0, messages.indexOf(placed)));
                    }
                    throw new IllegalStateException("poison");
                }
            }
            List<Conflict> conflicts = store.store(messages);
            step();
            return conflicts;
        }

        @Override
        public Set<MessageId> stored(Collection<Message> messages) {
            step();
            return store.stored(messages);
        }

        @Override
        public Map<MessageId, PlacedMessage> places(Collection<Message> messages) {
            step();
            return store.places(messages);
        }

        @Override
        public Optional<Replacement> replace(Message replacement, long seq) {
            return store.replace(replacement, seq);
        }

        @Override
        public Map<MessageId, Message> replaced(Collection<PlacedMessage> placed) {
            return store.replaced(placed);
        }

        @Override
        public void announced(ConversationId conversation, long seq) {
            store.announced(conversation, seq);
        }

        @Override
        public Map<MessageId, Long> seqs(Map<MessageId, ConversationId> messages) {
            return store.seqs(messages);
        }

        @Override
        public List<StoredMessage> range(ConversationId conversation, long from, long to, int limit, Order order) {
            return store.range(conversation, from, to, limit, order);
        }

        @Override
        public List<StoredMessage> at(ConversationId conversation, Collection<Long> seqs) {
            return store.at(conversation, seqs);
        }

        @Override
        public Map<ConversationId, StoredMessage> at(Map<ConversationId, Long> seqs) {
            return store.at(seqs);
        }

        @Override
        public List<MailboxEntry> pull(UserId owner, long from, long to, int limit) {
            return store.pull(owner, from, to, limit);
        }

        @Override
        public Map<Series, Extent> extents(Collection<Series> series) {
            return store.extents(series);
        }
    }
}
