package dev.tidings.reconcile;

import com.google.protobuf.ByteString;
import com.mongodb.client.MongoCollection;
import dev.tidings.database.LocalDatabase;
import dev.tidings.history.History;
import dev.tidings.history.TestHistory;
import dev.tidings.mailbox.Conflict;
import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.Memberships;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.mailbox.TestMongo;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.queue.Backlog;
import dev.tidings.redis.TestRedis;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import dev.tidings.seq.TestSeqs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Redis, the MongoDB stand-in and MariaDB with what a running server has in them, and ways to spoil it. */
final class RealStores implements AutoCloseable {
    static final int REVOKED = 2101;
    private static final int TEXT = 101;
    private static final int DELETED = 4;

    final TestRedis redis;
    final LocalDatabase database;
    final TestMongo mongo;
    final MongoConnection connection;
    final Mailboxes mailboxes;
    final Memberships memberships;
    final Seqs seqs;
    final History history;
    final MongoCells cells;
    final Map<Backlog.Consumer, Long> waiting = new EnumMap<>(Backlog.Consumer.class);
    /** What reconciliation put on the transfer's queue. */
    final List<Message> queued = new ArrayList<>();

    private final Reconciliation reconciliation;

    RealStores(String name, Path folder, Duration grace) throws Exception {
        redis = TestRedis.start();
        database = LocalDatabase.empty(name);
        mongo = new TestMongo(folder);
        connection = mongo.connect();
        mailboxes = TestMongo.mailboxes(connection);
        memberships = TestMongo.memberships(connection);
        seqs = TestSeqs.redis(redis.connections(), mailboxes);
        history = TestHistory.mySql(database);
        cells = new MongoCells(connection);
        reconciliation = new Reconciliation(
                cells,
                new MySqlRows(database),
                mailboxes,
                memberships,
                seqs,
                history,
                queued::add,
                consumer -> waiting.containsKey(consumer)
                        ? OptionalLong.of(waiting.getOrDefault(consumer, 0L))
                        : OptionalLong.empty(),
                Clock.systemUTC(),
                grace,
                0);
    }

    Recounting recounting() {
        return new Recounting(seqs, mailboxes, TestSeqs.counters(redis.connections()));
    }

    void empty() {
        collection("cell").deleteMany(new BsonDocument());
        collection("member").deleteMany(new BsonDocument());
        database.clear("message");
        redis.connections().with(session -> session.jedis().flushAll());
        waiting.clear();
        queued.clear();
    }

    MongoCollection<BsonDocument> collection(String name) {
        return connection.database().getCollection(name, BsonDocument.class);
    }

    /** An accepted message. */
    static Message message(UserId from, UserId to, String text, long sendTime, Option... off) {
        MessageId id = MessageId.of(from, text);
        Options options = Options.without(off);
        MsgData body = MsgData.newBuilder()
                .setSendID(from.value())
                .setRecvID(to.value())
                .setClientMsgID(text)
                .setServerMsgID(id.value())
                .setSessionType(1)
                .setContentType(TEXT)
                .setContent(ByteString.copyFromUtf8("{\"content\":\"" + text + "\"}"))
                .setSendTime(sendTime)
                .setStatus(2)
                .putAllOptions(options.toWire())
                .build();
        return new Message(
                id,
                ConversationId.single(from, to),
                from,
                from.equals(to) ? List.of() : List.of(to),
                TEXT,
                options,
                sendTime,
                "op",
                body.toByteString());
    }

    /** What it is replaced with when it is revoked. */
    static Message revoked(Message original) throws Exception {
        return with(
                original,
                MsgData.parseFrom(original.body()).toBuilder()
                        .setContentType(REVOKED)
                        .setContent(ByteString.copyFromUtf8("{}"))
                        .build());
    }

    /** What it is replaced with when it is deleted for good. */
    static Message blank(Message original) throws Exception {
        return with(
                original,
                MsgData.parseFrom(original.body()).toBuilder()
                        .setStatus(DELETED)
                        .clearContent()
                        .build());
    }

    private static Message with(Message original, MsgData body) {
        return new Message(
                original.id(),
                original.conversation(),
                original.sender(),
                original.receivers(),
                body.getContentType(),
                original.options(),
                original.sendTime(),
                "op",
                body.toByteString());
    }

    /** Takes messages all the way. */
    void send(Message... messages) {
        for (Message message : messages) {
            transfer(message, () -> {});
            history.record(List.of(message).stream()
                    .filter(it -> it.options().has(Option.PERSISTENT))
                    .toList());
        }
    }

    /** Takes a batch all the way that nobody else works on. */
    void sendAll(List<Message> batch) {
        batch.forEach(message -> memberships.join(Map.of(message.conversation(), message.participants())));
        List<Places> places = seqs.allocate(batch.stream()
                .map(message -> new Claim(message.id(), PlacedMessage.seriesOf(message)))
                .toList());
        List<PlacedMessage> placed = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            placed.add(new PlacedMessage(batch.get(i), places.get(i)));
        }
        mailboxes.store(placed);
        seqs.settle(places);
        history.record(batch);
    }

    /** What the transfer module does, without a batch and without an order to keep; {@code pause} is between its steps. */
    void transfer(Message message, Runnable pause) {
        if (!mailboxes.stored(List.of(message)).isEmpty()) {
            return;
        }
        memberships.join(Map.of(message.conversation(), message.participants()));
        Claim claim = new Claim(message.id(), PlacedMessage.seriesOf(message));
        Places places = seqs.allocate(List.of(claim)).get(0);
        pause.run();
        List<Conflict> conflicts = store(message, places);
        while (!conflicts.isEmpty()) {
            for (Conflict conflict : conflicts) {
                Series series = conflict.series();
                if (conflict instanceof Conflict.AlreadyAt already) {
                    seqs.release(message.id(), series, places.in(series));
                    places = places.with(new Places(message.id(), Map.of(series, already.seq())));
                } else {
                    seqs.surrender(message.id(), series);
                    places = places.with(seqs.allocate(List.of(new Claim(message.id(), List.of(series))))
                            .get(0));
                }
            }
            conflicts = store(message, places);
        }
        pause.run();
        seqs.settle(List.of(places));
    }

    List<Conflict> store(Message message, Places places) {
        return mailboxes.store(List.of(new PlacedMessage(message, places)));
    }

    /** What the queue does with what was put on it. */
    void workOff() {
        List.copyOf(queued).forEach(message -> transfer(message, () -> {}));
        queued.clear();
    }

    /** Completes a revocation, as the session beans do. */
    void finish(ConversationId conversation, StoredMessage replacement, String operationId) {
        Message message = Bodies.message(replacement.id(), conversation, replacement.sendTime(), replacement.body())
                .orElseThrow();
        history.replace(message);
        notify(message);
        mailboxes.announced(conversation, replacement.seq());
    }

    void notify(Message revoked) {
        UserId to = revoked.receivers().get(0);
        Message told = message(revoked.sender(), to, "revoked " + revoked.id(), revoked.sendTime() + 1);
        send(new Message(
                told.id(),
                ConversationId.notification(revoked.sender(), to),
                told.sender(),
                told.receivers(),
                REVOKED,
                told.options(),
                told.sendTime(),
                "op",
                told.body()));
    }

    List<Finding> reconcile(Scope scope, boolean mend) {
        return reconcile(scope, mend, Reconciliation.PIECE_MAX);
    }

    /** What differs at a single look at all cells, on its way or not. */
    List<Found> lookOnce() {
        List<Cell> all = cells.range(null, null, null, 100_000);
        return new Look(cells, new MySqlRows(database), seqs).atCells(null, null, all, true);
    }

    /** All pieces of a run. */
    List<Finding> reconcile(Scope scope, boolean mend, int limit) {
        List<Finding> findings = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Piece piece = piece(scope, cursor, mend, limit);
            findings.addAll(piece.findings());
            cursor = piece.next();
        } while (cursor != null);
        return findings;
    }

    Piece piece(Scope scope, @Nullable String cursor, boolean mend, int limit) {
        return reconciliation.piece(scope, cursor, limit, mend, this::finish);
    }

    /** Removes a cell. */
    void lose(Series series, long seq) {
        collection("cell").deleteOne(com.mongodb.client.model.Filters.eq("_id", new Place(series, seq).key()));
    }

    /** Writes into a counter. */
    void count(Series series, String field, long value) {
        redis.connections()
                .with(session -> session.jedis()
                        .hset("im:seq:" + session.runId() + ":s:" + series, field, Long.toString(value)));
    }

    @Override
    public void close() throws IOException {
        connection.database().drop();
        connection.close();
        mongo.close();
        database.close();
        redis.close();
    }
}
