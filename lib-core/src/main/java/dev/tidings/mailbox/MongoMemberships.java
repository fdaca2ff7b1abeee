package dev.tidings.mailbox;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static dev.tidings.mongodb.MongoConnection.answering;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.mongodb.MongoConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** The {@code member} and {@code hidden} collections, see the package description for its documents. */
@ApplicationScoped
class MongoMemberships implements Memberships {
    private static final BulkWriteOptions IN_ANY_ORDER = new BulkWriteOptions().ordered(false);
    private static final BsonInt64 NOTHING = new BsonInt64(0);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<BsonDocument> members;
    private final MongoCollection<BsonDocument> hidden;

    @Inject
    MongoMemberships(MongoConnection mongo) {
        this.members = mongo.database().getCollection("member", BsonDocument.class);
        this.hidden = mongo.database().getCollection("hidden", BsonDocument.class);
        answering(() -> members.createIndex(Indexes.ascending("o"), new IndexOptions().name("owner")));
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoMemberships() {
        this.members = null;
        this.hidden = null;
    }

    @Override
    public void join(Map<ConversationId, ? extends Collection<UserId>> joining) {
        List<WriteModel<BsonDocument>> upserts = new ArrayList<>();
        joining.forEach((conversation, users) -> users.forEach(user -> upserts.add(new UpdateOneModel<>(
                eq("_id", key(user, conversation)),
                Updates.combine(
                        Updates.setOnInsert("o", new BsonString(user.value())),
                        Updates.setOnInsert("c", new BsonString(conversation.value())),
                        Updates.setOnInsert("read", new BsonInt64(0)),
                        Updates.setOnInsert("min", new BsonInt64(1)),
                        Updates.setOnInsert("max", new BsonInt64(0))),
                UPSERT))));
        write(members, upserts);
    }

    @Override
    public List<Membership> of(UserId user) {
        return answering(() -> members.find(eq("o", user.value())).into(new ArrayList<>())).stream()
                .map(MongoMemberships::membership)
                .toList();
    }

    @Override
    public Optional<Membership> find(UserId user, ConversationId conversation) {
        return Optional.ofNullable(answering(
                        () -> members.find(eq("_id", key(user, conversation))).first()))
                .map(MongoMemberships::membership);
    }

    @Override
    public void read(Collection<ReadMark> marks) {
        List<WriteModel<BsonDocument>> updates = new ArrayList<>();
        for (ReadMark mark : marks) {
            updates.add(new UpdateOneModel<>(
                    and(eq("_id", key(mark.user(), mark.conversation()))),
                    Updates.max("read", new BsonInt64(mark.seq()))));
        }
        write(members, updates);
    }

    @Override
    public Map<ConversationId, Membership> find(UserId user, Collection<ConversationId> conversations) {
        Map<ConversationId, Membership> found = new HashMap<>();
        Set<String> keys = conversations.stream().map(it -> key(user, it)).collect(Collectors.toSet());
        if (!keys.isEmpty()) {
            answering(() -> members.find(in("_id", keys)).into(new ArrayList<>()))
                    .forEach(document -> {
                        Membership membership = membership(document);
                        found.put(membership.conversation(), membership);
                    });
        }
        return found;
    }

    @Override
    public void hide(UserId user, ConversationId conversation, Collection<Long> seqs) {
        if (seqs.isEmpty()) {
            return;
        }
        // First that there is something to look for: whoever looks finds it from the moment it is there.
        answering(() -> members.updateOne(
                eq("_id", key(user, conversation)), Updates.max("hid", new BsonInt64(Collections.max(seqs)))));
        List<WriteModel<BsonDocument>> upserts = new ArrayList<>();
        for (long seq : seqs) {
            upserts.add(new UpdateOneModel<>(
                    eq("_id", hiddenKey(user, conversation, seq)),
                    Updates.combine(
                            Updates.setOnInsert("c", new BsonString(conversation.value())),
                            Updates.setOnInsert("s", new BsonInt64(seq))),
                    UPSERT));
        }
        write(hidden, upserts);
    }

    @Override
    public Map<ConversationId, Set<Long>> hidden(UserId user, Map<ConversationId, ? extends Collection<Long>> seqs) {
        Set<String> keys = new HashSet<>();
        seqs.forEach((conversation, some) -> some.forEach(seq -> keys.add(hiddenKey(user, conversation, seq))));
        Map<ConversationId, Set<Long>> found = new HashMap<>();
        if (!keys.isEmpty()) {
            answering(() -> hidden.find(in("_id", keys)).into(new ArrayList<>()))
                    .forEach(it -> found.computeIfAbsent(
                                    new ConversationId(it.getString("c").getValue()), conversation -> new HashSet<>())
                            .add(it.getInt64("s").getValue()));
        }
        return found;
    }

    @Override
    public void clear(UserId user, Map<ConversationId, Long> upTo) {
        List<WriteModel<BsonDocument>> updates = new ArrayList<>();
        upTo.forEach((conversation, seq) -> updates.add(new UpdateOneModel<>(
                eq("_id", key(user, conversation)),
                Updates.combine(Updates.max("min", new BsonInt64(seq + 1)), Updates.max("read", new BsonInt64(seq))))));
        write(members, updates);
    }

    private static void write(MongoCollection<BsonDocument> collection, List<WriteModel<BsonDocument>> writes) {
        if (writes.isEmpty()) {
            return;
        }
        answering(() -> {
            try {
                return collection.bulkWrite(writes, IN_ANY_ORDER);
            } catch (MongoBulkWriteException e) {
                // Two that insert the same at once: one of them finds it there, which is what it wanted.
                boolean onlyDuplicates = e.getWriteErrors().stream()
                        .allMatch(it -> ErrorCategory.fromErrorCode(it.getCode()) == ErrorCategory.DUPLICATE_KEY);
                if (!onlyDuplicates || e.getWriteConcernError() != null) {
                    throw e;
                }
                return e.getWriteResult();
            }
        });
    }

    private static Membership membership(BsonDocument document) {
        return new Membership(
                new UserId(document.getString("o").getValue()),
                new ConversationId(document.getString("c").getValue()),
                document.getInt64("read").getValue(),
                document.getInt64("min").getValue(),
                document.getInt64("max").getValue(),
                document.getInt64("hid", NOTHING).getValue());
    }

    private static String hiddenKey(UserId user, ConversationId conversation, long seq) {
        String digits = Long.toString(seq);
        return key(user, conversation) + "/" + "0".repeat(19 - digits.length()) + digits;
    }

    private static String key(UserId user, ConversationId conversation) {
        return user + "|" + conversation;
    }
}
