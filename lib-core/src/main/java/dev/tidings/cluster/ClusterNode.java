package dev.tidings.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.batch.Chunks;
import dev.tidings.cluster.proto.Changes;
import dev.tidings.cluster.proto.Kind;
import dev.tidings.cluster.proto.Letter;
import dev.tidings.cluster.proto.Login;
import dev.tidings.cluster.proto.Logins;
import dev.tidings.cluster.proto.Pulse;
import dev.tidings.cluster.proto.ReachedAll;
import dev.tidings.cluster.proto.Snapshot;
import dev.tidings.message.UserId;
import dev.tidings.presence.Announcements;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import dev.tidings.push.Delivery;
import dev.tidings.push.Kicks;
import dev.tidings.push.NodeSockets;
import dev.tidings.queue.BatchCodec;
import dev.tidings.token.Caller;
import dev.tidings.token.TokenId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * This node among the others. What it does by itself it does in {@link #tick}; the rest when it is asked or told.
 *
 * <ul>
 *   <li>It tells of its users' sockets in numbered steps, and once a pulse how far it is. Who lacks a step asks for everything.
 *   <li>A node that was silent for too long, said good-bye or left the data grid is dropped at once, with its users.
 *   <li>A node that comes back after it was dropped is told so. It missed deliveries in between, so it sends its clients
 *       away: they come back and pull. A node that finds that it stood still for that long does so by itself.
 *   <li>Kicks, and what {@link RecentDeliveries} makes up for, are repeated until they are answered or the node is gone.
 * </ul>
 */
final class ClusterNode implements Kicks, Presence, RemoteSockets, Announcements, Grid.Listener {
    private static final System.Logger LOG = System.getLogger(ClusterNode.class.getName());
    /** Users in one step: a reconnect storm leaves in letters of some 50 KiB. */
    private static final int STEP_MAX = 500;
    /** How long a message can wait for the announcement of a socket that opened before it: lost, found by a pulse, asked for. */
    private static final long RECENT_NANOS = Duration.ofSeconds(10).toNanos();
    /** Over how long clients are sent away that missed something: all at once would be a storm. */
    private static final Duration AWAY_OVER = Duration.ofSeconds(2);
    /** One return is noticed by several nodes. */
    private static final long RETURN_PAUSE = Duration.ofSeconds(3).toNanos();

    private static final long RECHECK_PAUSE = Duration.ofSeconds(2).toNanos();
    private static final int DROPPED_MAX = 1_000;
    private static final int KICKS_IN_LETTER_MAX = 1_000;

    private final NodeId self;
    private final ClusterSettings settings;
    private final Grid grid;
    private final Seal seal;
    private final NodeSockets here;
    private final UnaryOperator<List<Caller>> revoked;
    private final BiConsumer<UserId, OnlineDevice> lost;
    private final LongSupplier nanos;
    private final Executor steps;
    private final Executor workers;

    private final Directory directory = new Directory();
    private final RecentDeliveries recent = new RecentDeliveries(RECENT_NANOS);
    private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
    private final Map<Long, Question> questions = new ConcurrentHashMap<>();
    private final AtomicLong nextQuestion = new AtomicLong();
    private final Set<UserId> dirty = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stepping = new AtomicBoolean();
    private final OwnUsers own = new OwnUsers();
    private final Map<NodeId, Boolean> dropped = new LinkedHashMap<>();

    /** Whether anybody might be listening; a node that was always alone keeps no books. */
    private volatile boolean inCompany;

    /** Time that this node spent working: what it has to make up for does not grow old while it stands still. */
    private final AtomicLong awake = new AtomicLong();

    private volatile boolean draining;
    private volatile boolean recheckWanted;
    private long recheckAt;
    private long lastPulse;
    private long lastTick;
    private long lastReturn;

    private record Question(Peer to, long deadline, CompletableFuture<ByteString> answer) {}

    /** The other node has too much to do. */
    private static final class BusyException extends RuntimeException {
        BusyException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * @param revoked says which of these logins are not good any more; throws if that cannot be found out
     * @param lost is told of the devices of nodes that are gone, on one of the nodes that are left
     * @param steps runs one task after the other
     * @param workers may refuse a task; the asker is told that this node is busy
     */
    ClusterNode(
            NodeId self,
            ClusterSettings settings,
            Grid grid,
            NodeSockets here,
            UnaryOperator<List<Caller>> revoked,
            BiConsumer<UserId, OnlineDevice> lost,
            LongSupplier nanos,
            Executor steps,
            Executor workers) {
        this.self = self;
        this.settings = settings;
        this.grid = grid;
        this.seal = new Seal(settings.secret());
        this.here = here;
        this.revoked = revoked;
        this.lost = lost;
        this.nanos = nanos;
        this.steps = steps;
        this.workers = workers;
        long now = nanos.getAsLong();
        this.lastTick = now;
        this.lastPulse = now - settings.pulseEvery().toNanos();
        this.lastReturn = now - RETURN_PAUSE;
        this.recheckAt = now;
        // Two runs of one node must not take each other's answers.
        this.nextQuestion.set(Long.parseUnsignedLong(self.value().substring(0, 16), 16));
    }

    NodeId self() {
        return self;
    }

    void open() {
        grid.open(self, this);
        tick();
    }

    /** Says good-bye, so that nobody waits for this node. */
    void close() {
        toAll(Kind.BYE, ByteString.EMPTY);
        grid.close();
        peers.values().forEach(it -> failQuestions(it, "this node is stopping"));
    }

    void draining(boolean now) {
        draining = now;
        steps.execute(this::pulse);
    }

    // -- What this node has ------------------------------------------------------------------------------------------

    @Override
    public void changed(UserId user) {
        if (inCompany) {
            dirty.add(user);
            if (stepping.compareAndSet(false, true)) {
                steps.execute(this::step);
            }
        }
    }

    private void step() {
        stepping.set(false);
        synchronized (own) {
            while (!dirty.isEmpty()) {
                List<UserId> users = new ArrayList<>();
                for (Iterator<UserId> it = dirty.iterator(); it.hasNext() && users.size() < STEP_MAX; ) {
                    users.add(it.next());
                    // Before it is looked at: what changes after that makes it dirty again.
                    it.remove();
                }
                toAll(Kind.CHANGES, own.step(users, here).toByteString());
            }
        }
    }

    private void pulse() {
        synchronized (own) {
            toAll(
                    Kind.PULSE,
                    Pulse.newBuilder()
                            .setVersion(own.version())
                            .setDigest(own.digest())
                            .setName(name())
                            .setUsers(here.everyone().size())
                            .setSockets(here.sockets())
                            .setDraining(draining)
                            .build()
                            .toByteString());
        }
    }

    private String name() {
        return settings.name().isEmpty() ? self.shortened() : settings.name();
    }

    // -- What happens by itself --------------------------------------------------------------------------------------

    /** To be called ten times a second, by one thread. */
    void tick() {
        long now = nanos.getAsLong();
        if (now - lastTick > settings.silenceMax().minus(settings.pulseEvery()).toNanos()) {
            LOG.log(System.Logger.Level.WARNING, "IM-2502 this node stood still, its clients are sent to pull");
            // It was this node that did not hear, not the others that were silent.
            peers.values().forEach(it -> it.heard(now));
            returned(now);
        }
        awake.addAndGet(Math.min(now - lastTick, settings.pulseEvery().toNanos()));
        lastTick = now;
        if (!inCompany) {
            if (grid.isAlone() && peers.isEmpty()) {
                return;
            }
            // First this, so that what changes meanwhile is not missed.
            inCompany = true;
            here.everyone().forEach(this::changed);
        }
        if (now - lastPulse >= settings.pulseEvery().toNanos()) {
            lastPulse = now;
            pulse();
        }
        questions.forEach((id, question) -> {
            if (now - question.deadline() >= 0 && questions.remove(id, question)) {
                question.to().timedOut(now);
                question.answer()
                        .completeExceptionally(new TimeoutException("no answer from node " + question.to().id));
            }
        });
        for (Peer peer : peers.values()) {
            if (peer.silentNanos(now) > settings.silenceMax().toNanos()) {
                drop(peer, "it is silent", true);
            } else {
                peer.dueCommands(now).forEach(it -> to(peer, it.kind(), it.question(), it.body()));
            }
        }
        recent.forgetBefore(awake.get() - RECENT_NANOS);
        if (recheckWanted && now - recheckAt >= 0) {
            recheckWanted = false;
            recheckAt = now + RECHECK_PAUSE;
            atWork(this::recheck, () -> recheckWanted = true);
        }
    }

    private void drop(Peer peer, String why, boolean mayReturn) {
        if (!peers.remove(peer.id, peer)) {
            return;
        }
        LOG.log(System.Logger.Level.INFO, () -> "IM-2501 node " + peer.pulse().getName() + " is gone: " + why);
        if (mayReturn) {
            synchronized (dropped) {
                dropped.put(peer.id, true);
                if (dropped.size() > DROPPED_MAX) {
                    dropped.remove(dropped.keySet().iterator().next());
                }
            }
        }
        Map<UserId, List<OnlineDevice>> devices = directory.drop(peer.id);
        failQuestions(peer, "node " + peer.id + " is gone");
        tellHere(devices.keySet());
        // One that said good-bye has told it by itself.
        if (mayReturn && isFirst()) {
            devices.forEach((user, each) -> each.forEach(device -> lost.accept(user, device)));
        }
    }

    /** Whether this is the one that does what only one of them needs to do. */
    private boolean isFirst() {
        return peers.keySet().stream().allMatch(it -> self.value().compareTo(it.value()) < 0);
    }

    private void failQuestions(Peer peer, String why) {
        questions.forEach((id, question) -> {
            if (question.to() == peer && questions.remove(id, question)) {
                question.answer().completeExceptionally(new BusyException(why));
            }
        });
    }

    /** Sends this node's clients away to pull what they missed, and looks whether they may come back. */
    private void returned(long now) {
        recheckWanted = true;
        synchronized (this) {
            if (now - lastReturn < RETURN_PAUSE) {
                return;
            }
            lastReturn = now;
        }
        here.sendAway(AWAY_OVER);
    }

    /** Closes sockets whose tokens were revoked while this node could not hear of it. */
    private void recheck() {
        List<Caller> logins = here.logins();
        try {
            List<Caller> bad = logins.isEmpty() ? List.of() : revoked.apply(logins);
            if (!bad.isEmpty()) {
                here.kick(bad);
            }
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-2503 open sockets' tokens cannot be checked, it is tried again",
                    e);
            recheckWanted = true;
        }
    }

    // -- What this node hears ----------------------------------------------------------------------------------------

    @Override
    public void joined() {
        recheckWanted = true;
        steps.execute(() -> {
            tick();
            pulse();
        });
    }

    @Override
    public void left(String sender) {
        peers.values().stream()
                .filter(it -> it.sender.equals(sender))
                .forEach(it -> drop(it, "it left the data grid", true));
    }

    @Override
    public void received(String sender, byte[] sealed) {
        Optional<Letter> opened = seal.open(self, sealed);
        if (opened.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "IM-2504 member " + sender + " sent what no node of this cluster sealed; it is ignored");
            return;
        }
        Letter letter = opened.get();
        NodeId from = new NodeId(letter.getFrom());
        if (from.equals(self)) {
            return;
        }
        try {
            read(sender, from, letter);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a node sealed what is no " + letter.getKind(), e);
        }
    }

    private void read(String sender, NodeId from, Letter letter) throws InvalidProtocolBufferException {
        long now = nanos.getAsLong();
        Peer known = peers.get(from);
        if (known != null) {
            known.heard(now);
        }
        switch (letter.getKind()) {
            case PULSE -> pulse(peer(sender, from, now), Pulse.parseFrom(letter.getBody()));
            case CHANGES -> changes(peer(sender, from, now), Changes.parseFrom(letter.getBody()));
            case BYE -> {
                if (known != null) {
                    drop(known, "it said good-bye", false);
                }
            }
            case DELIVER, KICK, SNAPSHOT, RETURNED ->
                atWork(() -> answer(from, letter), () -> to(from, Kind.BUSY, letter.getId(), ByteString.EMPTY));
            case DONE, BUSY, FAILED -> answered(known, letter);
            case UNKNOWN, UNRECOGNIZED ->
                LOG.log(System.Logger.Level.DEBUG, () -> "node " + from + " is newer: it says what is not understood");
        }
    }

    private Peer peer(String sender, NodeId id, long now) {
        boolean[] isNew = new boolean[1];
        Peer peer = peers.computeIfAbsent(id, it -> {
            isNew[0] = true;
            return new Peer(it, sender, now);
        });
        if (isNew[0]) {
            boolean back;
            synchronized (dropped) {
                back = dropped.remove(id) != null;
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    () -> "IM-2500 node " + id.shortened() + (back ? " is back" : " is there"));
            if (back) {
                command(peer, Kind.RETURNED, ByteString.EMPTY);
            }
            joined();
        }
        return peer;
    }

    private void pulse(Peer peer, Pulse pulse) {
        peer.pulse(pulse);
        if (!directory.agrees(peer.id, pulse.getVersion(), pulse.getDigest())) {
            askForAll(peer);
        }
    }

    private void changes(Peer peer, Changes changes) {
        Optional<Directory.Update> update = directory.step(peer.id, changes);
        if (isGone(peer)) {
            directory.drop(peer.id);
        } else {
            update.ifPresentOrElse(it -> updated(peer, it), () -> askForAll(peer));
        }
    }

    /** Whether it was dropped meanwhile: nobody else would take its users out of the directory again. */
    private boolean isGone(Peer peer) {
        return peers.get(peer.id) != peer;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Both outcomes are dealt with, and failures in doing so as well.
    private void askForAll(Peer peer) {
        long now = nanos.getAsLong();
        if (!peer.wantsSnapshot(now)) {
            return;
        }
        ask(peer, Kind.SNAPSHOT, ByteString.EMPTY).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.log(System.Logger.Level.DEBUG, () -> "the next pulse asks node " + peer.id + " again: " + failure);
                return;
            }
            try {
                replace(peer, Snapshot.parseFrom(answer));
            } catch (InvalidProtocolBufferException | RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "IM-2505 what node " + peer.id + " has cannot be taken over", e);
            }
        });
    }

    private void replace(Peer peer, Snapshot snapshot) {
        Directory.Update update = directory.replace(peer.id, snapshot);
        peer.hasSnapshot();
        if (isGone(peer)) {
            directory.drop(peer.id);
        } else {
            updated(peer, update);
        }
    }

    private void updated(Peer peer, Directory.Update update) {
        if (!update.arrived().isEmpty()) {
            List<Delivery> missed = recent.notGiven(peer.id, update.arrived(), awake.get());
            if (!missed.isEmpty()) {
                command(peer, Kind.DELIVER, ByteString.copyFrom(BatchCodec.encodeDeliveries(missed)));
            }
        }
        tellHere(update.changed());
    }

    private void tellHere(Set<UserId> changed) {
        if (!changed.isEmpty()) {
            atWork(() -> here.changedElsewhere(changed), () -> here.changedElsewhere(changed));
        }
    }

    private void atWork(Runnable task, Runnable otherwise) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "this node has too much to do", e);
            otherwise.run();
        }
    }

    // -- Questions and answers ---------------------------------------------------------------------------------------

    private void answer(NodeId from, Letter letter) {
        ByteString answer;
        try {
            answer = answer(letter);
        } catch (RuntimeException | InvalidProtocolBufferException e) {
            LOG.log(System.Logger.Level.ERROR, "IM-2505 what node " + from + " asked for failed", e);
            to(from, Kind.FAILED, letter.getId(), ByteString.EMPTY);
            return;
        }
        to(from, Kind.DONE, letter.getId(), answer);
    }

    private ByteString answer(Letter question) throws InvalidProtocolBufferException {
        switch (question.getKind()) {
            case DELIVER -> {
                List<Delivery> deliveries =
                        BatchCodec.decodeDeliveries(question.getBody().toByteArray());
                ReachedAll.Builder reached = ReachedAll.newBuilder();
                here.deliver(deliveries)
                        .forEach((user, platforms) -> reached.addUsers(dev.tidings.cluster.proto.Reached.newBuilder()
                                .setUser(user.value())
                                .addAllPlatforms(platforms)));
                return reached.build().toByteString();
            }
            case KICK ->
                here.kick(Logins.parseFrom(question.getBody()).getLoginsList().stream()
                        .map(ClusterNode::caller)
                        .toList());
            case SNAPSHOT -> {
                synchronized (own) {
                    return own.snapshot().toByteString();
                }
            }
            case RETURNED -> returned(nanos.getAsLong());
            default -> throw new IllegalStateException(question.getKind() + " is no question");
        }
        return ByteString.EMPTY;
    }

    private void answered(@org.jspecify.annotations.Nullable Peer peer, Letter letter) {
        Question question = questions.remove(letter.getId());
        boolean done = letter.getKind() == Kind.DONE;
        if (peer != null && letter.getKind() != Kind.FAILED) {
            // Also when the answer was too late: it is there.
            peer.answered();
        }
        if (peer != null && letter.getKind() != Kind.BUSY && peer.commandDone(letter.getId(), done)) {
            return;
        }
        if (question == null) {
            return;
        }
        if (done) {
            question.answer().complete(letter.getBody());
        } else {
            question.answer()
                    .completeExceptionally(new BusyException("node " + letter.getFrom() + ": " + letter.getKind()));
        }
    }

    private CompletableFuture<ByteString> ask(Peer peer, Kind kind, ByteString body) {
        long id = nextQuestion.incrementAndGet();
        CompletableFuture<ByteString> answer = new CompletableFuture<>();
        questions.put(
                id,
                new Question(peer, nanos.getAsLong() + settings.callTimeout().toNanos(), answer));
        to(peer, kind, id, body);
        if (isGone(peer)) {
            // Dropped while it was asked: nobody else would fail this question before its time.
            failQuestions(peer, "node " + peer.id + " is gone");
        }
        return answer;
    }

    private void command(Peer peer, Kind kind, ByteString body) {
        long now = nanos.getAsLong();
        long id = nextQuestion.incrementAndGet();
        if (!peer.command(new Peer.Command(id, kind, body), now)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "IM-2506 node " + peer.id + " does not hear, it is to start over");
            peer.command(new Peer.Command(id, Kind.RETURNED, ByteString.EMPTY), now);
        }
        peer.dueCommands(now).forEach(it -> to(peer, it.kind(), it.question(), it.body()));
    }

    private void to(Peer peer, Kind kind, long id, ByteString body) {
        to(peer.id, kind, id, body);
    }

    private void to(NodeId node, Kind kind, long id, ByteString body) {
        grid.to(
                node,
                seal.seal(Letter.newBuilder()
                        .setTo(node.value())
                        .setFrom(self.value())
                        .setKind(kind)
                        .setId(id)
                        .setBody(body)
                        .build()));
    }

    private void toAll(Kind kind, ByteString body) {
        if (inCompany) {
            grid.toAll(seal.seal(Letter.newBuilder()
                    .setFrom(self.value())
                    .setKind(kind)
                    .setBody(body)
                    .build()));
        }
    }

    // -- What the other modules ask for ------------------------------------------------------------------------------

    @Override
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> users) {
        Map<UserId, List<OnlineDevice>> online = here.online(users);
        if (peers.isEmpty()) {
            return online;
        }
        Map<UserId, List<OnlineDevice>> everywhere = new HashMap<>(online);
        for (UserId user : users) {
            directory
                    .of(user)
                    .values()
                    .forEach(devices -> everywhere.merge(user, devices, (a, b) -> {
                        List<OnlineDevice> both = new ArrayList<>(a);
                        both.addAll(b);
                        return List.copyOf(both);
                    }));
        }
        return everywhere;
    }

    @Override
    public void kick(Collection<Caller> tokens) {
        if (tokens.isEmpty()) {
            return;
        }
        here.kick(tokens);
        if (peers.isEmpty()) {
            return;
        }
        for (List<Caller> some : Chunks.of(tokens, KICKS_IN_LETTER_MAX)) {
            Logins.Builder logins = Logins.newBuilder();
            some.forEach(it -> logins.addLogins(wire(it)));
            ByteString body = logins.build().toByteString();
            peers.values().forEach(it -> command(it, Kind.KICK, body));
        }
    }

    private static Login wire(Caller login) {
        return Login.newBuilder()
                .setUser(login.user().value())
                .setPlatform(login.platformId())
                .setToken(login.token().value())
                .setExpiresAt(login.expiresAt())
                .build();
    }

    private static Caller caller(Login wire) {
        return new Caller(
                new UserId(wire.getUser()), wire.getPlatform(), new TokenId(wire.getToken()), wire.getExpiresAt());
    }

    @Override
    public CompletionStage<Reached> deliver(List<Delivery> deliveries) {
        if (!inCompany) {
            return CompletableFuture.completedFuture(Reached.NOBODY);
        }
        Map<NodeId, Part> parts = new HashMap<>();
        long now = nanos.getAsLong();
        for (Delivery delivery : deliveries) {
            Set<UserId> audience = delivery.message().audience();
            // Before the directory is read: see RecentDeliveries.
            RecentDeliveries.Recent remembered = recent.remember(delivery, audience, awake.get());
            for (UserId user : audience) {
                directory
                        .of(user)
                        .forEach((node, devices) ->
                                parts.computeIfAbsent(node, Part::new).add(delivery, user, remembered));
            }
        }
        if (parts.isEmpty()) {
            return CompletableFuture.completedFuture(Reached.NOBODY);
        }
        List<CompletableFuture<Reached>> answers =
                parts.values().stream().map(it -> deliver(it, now)).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        it -> answers.stream().map(CompletableFuture::join).reduce(Reached.NOBODY, ClusterNode::both));
    }

    /** What one node has to do of a batch. */
    private static final class Part {
        private final NodeId node;
        private final List<Delivery> deliveries = new ArrayList<>();
        private final List<RecentDeliveries.Recent> remembered = new ArrayList<>();
        private final Set<UserId> users = new LinkedHashSet<>();

        private Part(NodeId node) {
            this.node = node;
        }

        private void add(Delivery delivery, UserId user, RecentDeliveries.Recent recent) {
            users.add(user);
            if (remembered.isEmpty() || remembered.get(remembered.size() - 1) != recent) {
                deliveries.add(delivery);
                remembered.add(recent);
                recent.given(node);
            }
        }
    }

    private CompletableFuture<Reached> deliver(Part part, long now) {
        Peer peer = peers.get(part.node);
        if (peer == null) {
            return CompletableFuture.completedFuture(failed(part, "it is gone"));
        }
        if (peer.isSlow(now)) {
            return CompletableFuture.completedFuture(failed(part, "it does not answer"));
        }
        if (peer.calls.incrementAndGet() > Peer.CALLS_MAX) {
            peer.calls.decrementAndGet();
            return CompletableFuture.completedFuture(failed(part, "too many calls are under way"));
        }
        return ask(peer, Kind.DELIVER, ByteString.copyFrom(BatchCodec.encodeDeliveries(part.deliveries)))
                .handle((bytes, failure) -> {
                    peer.calls.decrementAndGet();
                    return failure == null ? reached(bytes) : failed(part, String.valueOf(failure.getMessage()));
                });
    }

    private static Reached reached(ByteString answer) {
        try {
            Map<UserId, Set<Integer>> platforms = new HashMap<>();
            for (dev.tidings.cluster.proto.Reached it :
                    ReachedAll.parseFrom(answer).getUsersList()) {
                platforms.put(new UserId(it.getUser()), new TreeSet<>(it.getPlatformsList()));
            }
            return new Reached(platforms, Set.of());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a node sealed what is no answer", e);
        }
    }

    private Reached failed(Part part, String why) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "IM-2507 " + part.deliveries.size() + " deliveries for " + part.users.size() + " users on node "
                        + part.node + " go through the push queue: " + why);
        // In this order: a socket that is announced now is found in the directory, or finds these deliveries not given.
        part.remembered.forEach(it -> it.failed(part.node));
        Set<UserId> users = new HashSet<>(part.users);
        part.deliveries.forEach(delivery -> delivery.message().audience().stream()
                .filter(it -> directory.of(it).containsKey(part.node))
                .forEach(users::add));
        return new Reached(Map.of(), users);
    }

    private static Reached both(Reached a, Reached b) {
        Map<UserId, Set<Integer>> platforms = new HashMap<>(a.platforms());
        b.platforms()
                .forEach((user, more) -> platforms.merge(user, more, (x, y) -> {
                    Set<Integer> all = new TreeSet<>(x);
                    all.addAll(y);
                    return all;
                }));
        Set<UserId> failed = new HashSet<>(a.failed());
        failed.addAll(b.failed());
        return new Reached(platforms, failed);
    }

    /** All nodes, this one first. */
    List<NodeStatus> nodes() {
        long now = nanos.getAsLong();
        List<NodeStatus> nodes = new ArrayList<>();
        nodes.add(new NodeStatus(self, name(), here.everyone().size(), here.sockets(), draining, 0, false));
        peers.values().stream()
                .sorted((a, b) -> a.id.compareTo(b.id))
                .forEach(it -> nodes.add(new NodeStatus(
                        it.id,
                        it.pulse().getName(),
                        it.pulse().getUsers(),
                        it.pulse().getSockets(),
                        it.pulse().getDraining(),
                        Math.max(0, it.silentNanos(now)) / 1_000_000,
                        it.isSlow(now))));
        return nodes;
    }
}
