package dev.tidings.reconcile;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Updates.set;
import static dev.tidings.mongodb.MongoConnection.answering;

import com.google.protobuf.ByteString;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import dev.tidings.mailbox.Membership;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collections {@code cell} and {@code member}; {@code dev.tidings.mailbox} describes their documents. */
@ApplicationScoped
class MongoCells implements Cells {
    private static final Place NO_PLACE = new Place(new Series("c:"), 0);
    private static final long FIRST = 0;
    private static final long LAST = Long.MAX_VALUE;

    private final MongoCollection<BsonDocument> cells;
    private final MongoCollection<BsonDocument> members;

    @Inject
    MongoCells(MongoConnection mongo) {
        this.cells = mongo.database().getCollection("cell", BsonDocument.class);
        this.members = mongo.database().getCollection("member", BsonDocument.class);
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoCells() {
        this.cells = null;
        this.members = null;
    }

    @Override
    public List<Cell> range(@Nullable Series series, @Nullable Place after, @Nullable Place to, int limit) {
        // Conversations come before mailboxes; nothing else is in the collection.
        Place first = series == null ? NO_PLACE : new Place(series, FIRST);
        String end = to != null ? to.key() : series == null ? "v" : new Place(series, LAST).key();
        Bson range = and(gt("_id", after == null ? first.key() : after.key()), lte("_id", end));
        return answering(() ->
                        cells.find(range).sort(ascending("_id")).limit(limit).into(new ArrayList<>()))
                .stream()
                .map(MongoCells::cell)
                .toList();
    }

    @Override
    public Map<Place, Cell> at(Collection<Place> places) {
        Map<Place, Cell> found = new HashMap<>();
        Set<String> keys = places.stream().map(Place::key).collect(Collectors.toSet());
        if (!keys.isEmpty()) {
            answering(() -> cells.find(in("_id", keys)).into(new ArrayList<>()))
                    .forEach(document -> found.put(Place.of(text(document, "_id")), cell(document)));
        }
        return found;
    }

    @Override
    public Map<MessageId, Cell.OfMessage> messages(Map<MessageId, ConversationId> wanted) {
        Map<MessageId, Cell.OfMessage> found = new HashMap<>();
        for (Cell cell : ofMessages(wanted.keySet())) {
            if (cell instanceof Cell.OfMessage message && message.conversation().equals(wanted.get(message.id()))) {
                found.put(message.id(), message);
            }
        }
        return found;
    }

    @Override
    public Map<MessageId, Map<UserId, Cell.OfMailbox>> entries(Map<MessageId, Set<UserId>> wanted) {
        Map<MessageId, Map<UserId, Cell.OfMailbox>> found = new HashMap<>();
        for (Cell cell : ofMessages(wanted.keySet())) {
            if (cell instanceof Cell.OfMailbox entry
                    && wanted.getOrDefault(entry.id(), Set.of()).contains(entry.owner())) {
                found.computeIfAbsent(entry.id(), it -> new HashMap<>()).put(entry.owner(), entry);
            }
        }
        return found;
    }

    private List<Cell> ofMessages(Collection<MessageId> messages) {
        if (messages.isEmpty()) {
            return List.of();
        }
        Set<String> ids = messages.stream().map(MessageId::value).collect(Collectors.toSet());
        return answering(() -> cells.find(in("m", ids)).into(new ArrayList<>())).stream()
                .map(MongoCells::cell)
                .toList();
    }

    @Override
    public Map<Series, Long> highest(Collection<Series> series) {
        Map<Series, Long> highest = new HashMap<>();
        for (Series one : series) {
            BsonDocument last = answering(() -> cells.find(
                            and(gte("_id", new Place(one, FIRST).key()), lte("_id", new Place(one, LAST).key())))
                    .sort(descending("_id"))
                    .projection(include("_id"))
                    .first());
            highest.put(one, last == null ? 0 : Place.of(text(last, "_id")).seq());
        }
        return highest;
    }

    @Override
    public Map<Member, Membership> members(Collection<Member> wanted) {
        Map<Member, Membership> found = new HashMap<>();
        Set<String> keys = wanted.stream().map(MongoCells::key).collect(Collectors.toSet());
        if (!keys.isEmpty()) {
            answering(() -> members.find(in("_id", keys)).into(new ArrayList<>()))
                    .forEach(document -> {
                        Membership membership = new Membership(
                                new UserId(text(document, "o")),
                                new ConversationId(text(document, "c")),
                                document.getInt64("read").getValue(),
                                document.getInt64("min").getValue(),
                                document.getInt64("max").getValue(),
                                0);
                        found.put(new Member(membership.user(), membership.conversation()), membership);
                    });
        }
        return found;
    }

    @Override
    public void lead(Cell.OfMailbox entry, long conversationSeq) {
        answering(() -> cells.updateOne(
                and(
                        eq("_id", new Place(entry.series(), entry.seq()).key()),
                        eq("m", entry.id().value()),
                        eq("s", new BsonInt64(entry.conversationSeq()))),
                set("s", new BsonInt64(conversationSeq))));
    }

    @Override
    public boolean put(Cell cell) {
        return answering(() -> {
            try {
                cells.insertOne(document(cell));
                return true;
            } catch (MongoWriteException e) {
                if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static BsonDocument document(Cell cell) {
        BsonDocument document = new BsonDocument("_id", new BsonString(new Place(cell.series(), cell.seq()).key()))
                .append("o", new BsonString(cell.series().key()))
                .append("m", new BsonString(cell.id().value()));
        if (cell instanceof Cell.OfMessage message) {
            document.append("t", new BsonInt64(message.sendTime()))
                    .append("b", new BsonBinary(message.body().toByteArray()));
            if (message.isReplaced()) {
                document.append("k", new BsonInt32(Bodies.contentType(message.body())))
                        .append("r", new BsonInt32(message.replaced() == Cell.Replaced.BEGUN ? 1 : 2));
            }
            return document;
        }
        Cell.OfMailbox entry = (Cell.OfMailbox) cell;
        return document.append("c", new BsonString(entry.conversation().value()))
                .append("s", new BsonInt64(entry.conversationSeq()));
    }

    @Override
    public void unread(Membership seen, long readSeq) {
        answering(() -> members.updateOne(
                and(
                        eq("_id", key(new Member(seen.user(), seen.conversation()))),
                        eq("read", new BsonInt64(seen.readSeq()))),
                set("read", new BsonInt64(readSeq))));
    }

    private static String key(Member member) {
        return member.user() + "|" + member.conversation();
    }

    private static Cell cell(BsonDocument document) {
        Place place = Place.of(text(document, "_id"));
        MessageId id = new MessageId(text(document, "m"));
        return Place.conversation(place.series())
                .<Cell>map(conversation -> new Cell.OfMessage(
                        conversation,
                        place.seq(),
                        id,
                        document.getInt64("t").getValue(),
                        ByteString.copyFrom(document.getBinary("b").getData()),
                        replaced(document)))
                .orElseGet(() -> new Cell.OfMailbox(
                        Place.owner(place.series()).orElseThrow(),
                        place.seq(),
                        id,
                        new ConversationId(text(document, "c")),
                        document.getInt64("s").getValue()));
    }

    private static Cell.Replaced replaced(BsonDocument document) {
        if (!document.containsKey("r")) {
            return Cell.Replaced.NOT;
        }
        return document.getInt32("r").getValue() == 1 ? Cell.Replaced.BEGUN : Cell.Replaced.DONE;
    }

    private static String text(BsonDocument document, String field) {
        return document.getString(field).getValue();
    }
}
