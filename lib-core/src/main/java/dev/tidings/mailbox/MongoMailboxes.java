package dev.tidings.mailbox;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static dev.tidings.mongodb.MongoConnection.answering;

import com.google.protobuf.ByteString;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import dev.tidings.batch.Chunks;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import dev.tidings.seq.Extent;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** The {@code cell} collection, see the package description for its documents. */
@ApplicationScoped
class MongoMailboxes implements Mailboxes {
    /**
     * How far below its highest seq a series can have holes: what all lanes together may have under way for one mailbox,
     * with room to spare. Below that everything is known to be stored.
     */
    static final int HOLES_WITHIN = 20_000;
    /** Of one query. */
    private static final int RANGES_MAX = 200;

    /** Entries of a series that are read to find the holes among them. */
    private static final int READ_MAX = 500;

    /** The field that says that the body is not the original's, and whether everybody was told. */
    private static final String REPLACED = "r";

    private static final BsonInt32 UNANNOUNCED = new BsonInt32(1);
    private static final BsonInt32 ANNOUNCED = new BsonInt32(2);

    private static final String FORMER_INDEX = "series_message";

    private static final InsertManyOptions IN_ORDER = new InsertManyOptions().ordered(true);

    private final MongoCollection<BsonDocument> cells;

    @Inject
    MongoMailboxes(MongoConnection mongo) {
        this.cells = mongo.database().getCollection("cell", BsonDocument.class);
        answering(() -> {
            cells.createIndex(
                    Indexes.ascending("m", "o"),
                    new IndexOptions().name("message_series").unique(true));
            // Of earlier builds: the same the other way round, in which a question about many messages is one for each
            // series.
            if (cells.listIndexes().into(new ArrayList<>()).stream()
                    .anyMatch(it -> it.getString("name").equals(FORMER_INDEX))) {
                cells.dropIndex(FORMER_INDEX);
            }
            return cells;
        });
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoMailboxes() {
        this.cells = null;
    }

    @Override
    public List<Conflict> store(List<PlacedMessage> messages) {
        List<BsonDocument> documents = new ArrayList<>();
        messages.forEach(message -> addCells(message, documents));
        return answering(() -> insert(documents));
    }

    private static void addCells(PlacedMessage placed, List<BsonDocument> documents) {
        Message message = placed.message();
        BsonString id = new BsonString(message.id().value());
        Series conversation = Series.of(message.conversation());
        BsonInt64 conversationSeq = new BsonInt64(placed.conversationSeq());
        BsonString conversationId = new BsonString(message.conversation().value());
        documents.add(cell(conversation, placed.conversationSeq(), id)
                .append("t", new BsonInt64(message.sendTime()))
                .append("b", new BsonBinary(message.body().toByteArray())));
        for (Series mailbox : placed.mailboxesSenderLast()) {
            documents.add(cell(mailbox, placed.places().in(mailbox), id)
                    .append("c", conversationId)
                    .append("s", conversationSeq));
        }
    }

    private static BsonDocument cell(Series series, long seq, BsonString message) {
        return new BsonDocument("_id", new BsonString(key(series, seq)))
                .append("o", new BsonString(series.key()))
                .append("m", message);
    }

    private List<Conflict> insert(List<BsonDocument> documents) {
        List<BsonDocument> missing = documents;
        while (!missing.isEmpty()) {
            try {
                cells.insertMany(missing, IN_ORDER);
                return List.of();
            } catch (MongoBulkWriteException e) {
                boolean onlyDuplicates = e.getWriteConcernError() == null
                        && e.getWriteErrors().stream()
                                .allMatch(
                                        it -> ErrorCategory.fromErrorCode(it.getCode()) == ErrorCategory.DUPLICATE_KEY);
                if (!onlyDuplicates) {
                    throw e;
                }
            }
            Standing standing = standing(documents);
            if (!standing.conflicts().isEmpty()) {
                return standing.conflicts();
            }
            missing = standing.missing();
        }
        return List.of();
    }

    /** How a batch stands in the store after a duplicate was reported: what conflicts, and what is simply not there yet. */
    private record Standing(List<Conflict> conflicts, List<BsonDocument> missing) {}

    private Standing standing(List<BsonDocument> documents) {
        Map<String, BsonDocument> byPlace = new HashMap<>();
        Map<String, BsonDocument> bySeriesAndMessage = new HashMap<>();
        Set<String> places = texts(documents, "_id");
        Set<String> messages = texts(documents, "m");
        cells.find(in("_id", places)).projection(include("o", "m")).forEach(it -> byPlace.put(text(it, "_id"), it));
        cells.find(in("m", messages))
                .projection(include("o", "m"))
                .forEach(it -> bySeriesAndMessage.put(text(it, "o") + "|" + text(it, "m"), it));
        List<Conflict> conflicts = new ArrayList<>();
        List<BsonDocument> missing = new ArrayList<>();
        for (BsonDocument document : documents) {
            MessageId message = new MessageId(text(document, "m"));
            Series in = new Series(text(document, "o"));
            BsonDocument same = bySeriesAndMessage.get(in.key() + "|" + message);
            if (same != null) {
                if (!text(same, "_id").equals(text(document, "_id"))) {
                    conflicts.add(new Conflict.AlreadyAt(message, in, seqOf(same)));
                }
            } else if (byPlace.containsKey(text(document, "_id"))) {
                conflicts.add(new Conflict.Taken(message, in));
            } else {
                missing.add(document);
            }
        }
        return new Standing(conflicts, missing);
    }

    @Override
    public Set<MessageId> stored(Collection<Message> messages) {
        if (messages.isEmpty()) {
            return Set.of();
        }
        Map<MessageId, String> proof = new HashMap<>();
        for (Message message : messages) {
            proof.put(message.id(), Series.mailboxOf(message.sender()).key());
        }
        Set<String> ids = proof.keySet().stream().map(MessageId::value).collect(Collectors.toSet());
        return answering(() -> cells.find(in("m", ids)).projection(include("o", "m")).into(new ArrayList<>()).stream()
                .filter(it -> text(it, "o").equals(proof.get(new MessageId(text(it, "m")))))
                .map(it -> new MessageId(text(it, "m")))
                .collect(Collectors.toSet()));
    }

    @Override
    public Map<MessageId, PlacedMessage> places(Collection<Message> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        Map<String, List<BsonDocument>> cellsOf = new HashMap<>();
        Set<String> ids = messages.stream().map(it -> it.id().value()).collect(Collectors.toSet());
        answering(() -> cells.find(in("m", ids)).into(new ArrayList<>()))
                .forEach(it -> cellsOf.computeIfAbsent(text(it, "m"), id -> new ArrayList<>())
                        .add(it));
        Map<MessageId, PlacedMessage> found = new LinkedHashMap<>();
        for (Message message : messages) {
            Set<Series> series = Set.copyOf(PlacedMessage.seriesOf(message));
            Map<Series, Long> seqs = new LinkedHashMap<>();
            Message stored = message;
            for (BsonDocument cell : cellsOf.getOrDefault(message.id().value(), List.of())) {
                Series in = new Series(text(cell, "o"));
                if (series.contains(in)) {
                    seqs.put(in, seqOf(cell));
                    if (cell.containsKey("b")) {
                        stored = asStored(message, cell);
                    }
                }
            }
            if (!seqs.isEmpty()) {
                found.put(message.id(), new PlacedMessage(stored, new Places(message.id(), seqs)));
            }
        }
        return found;
    }

    /** A retry may say something else under the same clientMsgID: what was stored first, or replaced it, counts. */
    private static Message asStored(Message message, BsonDocument stored) {
        boolean replaced = stored.containsKey(REPLACED);
        return new Message(
                message.id(),
                message.conversation(),
                message.sender(),
                message.receivers(),
                replaced ? stored.getInt32("k").getValue() : message.contentType(),
                replaced ? message.options().with(Option.OFFLINE_PUSH, false) : message.options(),
                stored.getInt64("t").getValue(),
                message.operationId(),
                body(stored));
    }

    @Override
    public Optional<Replacement> replace(Message replacement, long seq) {
        Bson place = eq("_id", key(Series.of(replacement.conversation()), seq));
        Bson message = eq("m", replacement.id().value());
        answering(() -> cells.updateOne(
                and(place, message, exists(REPLACED, false)),
                combine(
                        set("b", new BsonBinary(replacement.body().toByteArray())),
                        set("k", new BsonInt32(replacement.contentType())),
                        set(REPLACED, UNANNOUNCED))));
        BsonDocument cell = answering(() -> cells.find(and(place, message)).first());
        return cell == null
                ? Optional.empty()
                : Optional.of(new Replacement(message(cell), ANNOUNCED.equals(cell.get(REPLACED))));
    }

    @Override
    public Map<MessageId, Message> replaced(Collection<PlacedMessage> placed) {
        if (placed.isEmpty()) {
            return Map.of();
        }
        Map<String, Message> byKey = new HashMap<>();
        placed.forEach(
                it -> byKey.put(key(Series.of(it.message().conversation()), it.conversationSeq()), it.message()));
        Map<MessageId, Message> replaced = new HashMap<>();
        answering(() -> cells.find(and(in("_id", byKey.keySet()), exists(REPLACED)))
                        .into(new ArrayList<>()))
                .forEach(cell -> {
                    Message message = byKey.get(text(cell, "_id"));
                    if (message != null && message.id().value().equals(text(cell, "m"))) {
                        replaced.put(message.id(), asStored(message, cell));
                    }
                });
        return replaced;
    }

    @Override
    public void announced(ConversationId conversation, long seq) {
        answering(() -> cells.updateOne(
                and(eq("_id", key(Series.of(conversation), seq)), eq(REPLACED, UNANNOUNCED)),
                set(REPLACED, ANNOUNCED)));
    }

    @Override
    public Map<MessageId, Long> seqs(Map<MessageId, ConversationId> messages) {
        if (messages.isEmpty()) {
            return Map.of();
        }
        Set<String> ids = messages.keySet().stream().map(MessageId::value).collect(Collectors.toSet());
        Map<MessageId, Long> seqs = new HashMap<>();
        answering(() -> cells.find(in("m", ids)).projection(include("o", "m")).into(new ArrayList<>()))
                .forEach(cell -> {
                    MessageId id = new MessageId(text(cell, "m"));
                    ConversationId conversation = messages.get(id);
                    if (conversation != null && Series.of(conversation).key().equals(text(cell, "o"))) {
                        seqs.put(id, seqOf(cell));
                    }
                });
        return seqs;
    }

    @Override
    public List<StoredMessage> range(ConversationId conversation, long from, long to, int limit, Order order) {
        if (from > to || limit <= 0) {
            return List.of();
        }
        return answering(() -> cells
                .find(within(Series.of(conversation), from, to))
                .sort(order == Order.ASCENDING ? ascending("_id") : descending("_id"))
                .limit(limit)
                .into(new ArrayList<>())
                .stream()
                .map(MongoMailboxes::message)
                .toList());
    }

    @Override
    public List<StoredMessage> at(ConversationId conversation, Collection<Long> seqs) {
        Series series = Series.of(conversation);
        return byKeys(seqs.stream().map(seq -> key(series, seq)).collect(Collectors.toSet()))
                .sorted(java.util.Comparator.comparingLong(StoredMessage::seq))
                .toList();
    }

    private java.util.stream.Stream<StoredMessage> byKeys(Set<String> keys) {
        return keys.isEmpty()
                ? java.util.stream.Stream.empty()
                : answering(() -> cells.find(in("_id", keys)).into(new ArrayList<>())).stream()
                        .map(MongoMailboxes::message);
    }

    @Override
    public Map<ConversationId, StoredMessage> at(Map<ConversationId, Long> seqs) {
        Map<String, ConversationId> byKey = new HashMap<>();
        seqs.forEach((conversation, seq) -> byKey.put(key(Series.of(conversation), seq), conversation));
        Map<ConversationId, StoredMessage> found = new HashMap<>();
        if (!byKey.isEmpty()) {
            answering(() -> cells.find(in("_id", byKey.keySet())).into(new ArrayList<>()))
                    .forEach(document -> {
                        ConversationId conversation = byKey.get(text(document, "_id"));
                        if (conversation != null) {
                            found.put(conversation, message(document));
                        }
                    });
        }
        return found;
    }

    @Override
    public List<MailboxEntry> pull(UserId owner, long from, long to, int limit) {
        if (from > to || limit <= 0) {
            return List.of();
        }
        List<BsonDocument> entries = answering(() -> cells.find(within(Series.mailboxOf(owner), from, to))
                .sort(ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>()));
        Function<BsonDocument, String> messageKey = entry -> key(
                Series.of(new ConversationId(text(entry, "c"))),
                entry.getInt64("s").getValue());
        Map<String, StoredMessage> messages = new HashMap<>();
        byKeys(entries.stream().map(messageKey).collect(Collectors.toSet()))
                .forEach(message -> messages.put(message.id().value(), message));
        List<MailboxEntry> pulled = new ArrayList<>();
        for (BsonDocument entry : entries) {
            StoredMessage message = messages.get(text(entry, "m"));
            if (message != null) {
                pulled.add(new MailboxEntry(seqOf(entry), new ConversationId(text(entry, "c")), message));
            }
        }
        return pulled;
    }

    @Override
    public Map<Series, Extent> extents(Collection<Series> series) {
        Map<Series, Extent> extents = new HashMap<>();
        for (List<Series> some : Chunks.of(series, RANGES_MAX)) {
            // Mostly they are new, as those of people who write to each other for the first time: one question tells
            // that of all.
            boolean areNew = some.size() > 1 && answering(() -> isNothingIn(some));
            some.forEach(it -> extents.put(it, areNew ? Extent.EMPTY : answering(() -> extent(it))));
        }
        return extents;
    }

    private boolean isNothingIn(List<Series> series) {
        List<Bson> any =
                series.stream().map(it -> within(it, 1, Long.MAX_VALUE)).toList();
        return cells.find(or(any)).projection(include("_id")).limit(1).first() == null;
    }

    private Extent extent(Series series) {
        BsonDocument last = cells.find(within(series, 1, Long.MAX_VALUE))
                .sort(descending("_id"))
                .projection(include("_id"))
                .first();
        if (last == null) {
            return Extent.EMPTY;
        }
        long max = seqOf(last);
        long from = Math.max(1, max - HOLES_WITHIN + 1);
        List<Long> holes = new ArrayList<>();
        if (!isFull(series, from, max)) {
            // What was under way when the counters were lost is at the end, mostly.
            long end = Math.max(from, max - READ_MAX + 1);
            addHoles(series, from, end - 1, holes);
            readHoles(series, end, max, holes);
        }
        return new Extent(max, holes);
    }

    /** Counting is much cheaper than reading, so only those parts are read that have holes. */
    private void addHoles(Series series, long from, long to, List<Long> holes) {
        if (from > to || isFull(series, from, to)) {
            return;
        }
        if (to - from < READ_MAX) {
            readHoles(series, from, to, holes);
            return;
        }
        long middle = from + (to - from) / 2;
        addHoles(series, from, middle, holes);
        addHoles(series, middle + 1, to, holes);
    }

    private boolean isFull(Series series, long from, long to) {
        return cells.countDocuments(within(series, from, to)) == to - from + 1;
    }

    private void readHoles(Series series, long from, long to, List<Long> holes) {
        Set<Long> present = new HashSet<>();
        cells.find(within(series, from, to)).projection(include("_id")).forEach(it -> present.add(seqOf(it)));
        for (long seq = from; seq <= to; seq++) {
            if (!present.contains(seq)) {
                holes.add(seq);
            }
        }
    }

    private static Bson within(Series series, long from, long to) {
        return and(gte("_id", key(series, from)), lte("_id", key(series, to)));
    }

    private static String key(Series series, long seq) {
        String digits = Long.toString(seq);
        return series.key() + "/" + "0".repeat(19 - digits.length()) + digits;
    }

    private static long seqOf(BsonDocument cell) {
        String key = text(cell, "_id");
        return Long.parseLong(key.substring(key.length() - 19));
    }

    private static StoredMessage message(BsonDocument cell) {
        return new StoredMessage(
                new MessageId(text(cell, "m")), seqOf(cell), cell.getInt64("t").getValue(), body(cell));
    }

    private static ByteString body(BsonDocument cell) {
        return ByteString.copyFrom(cell.getBinary("b").getData());
    }

    private static String text(BsonDocument document, String field) {
        BsonValue value = document.get(field);
        if (value == null) {
            throw new IllegalStateException("a cell without " + field);
        }
        return value.asString().getValue();
    }

    private static Set<String> texts(List<BsonDocument> documents, String field) {
        return documents.stream().map(it -> text(it, field)).collect(Collectors.toSet());
    }
}
