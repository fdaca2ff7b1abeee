package dev.tidings.mailbox;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** The {@code member} collection, see the package description for its documents. */
@ApplicationScoped
class MongoMemberships implements Memberships {
    private static final BulkWriteOptions IN_ANY_ORDER = new BulkWriteOptions().ordered(false);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<BsonDocument> members;

    @Inject
    MongoMemberships(MongoConnection mongo) {
        this.members = mongo.database().getCollection("member", BsonDocument.class);
        answering(() -> members.createIndex(Indexes.ascending("o"), new IndexOptions().name("owner")));
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected MongoMemberships() {
        this.members = null;
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
        write(upserts);
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
        write(updates);
    }

    private void write(List<WriteModel<BsonDocument>> writes) {
        if (writes.isEmpty()) {
            return;
        }
        answering(() -> {
            try {
                return members.bulkWrite(writes, IN_ANY_ORDER);
            } catch (MongoBulkWriteException e) {
                // Two nodes that insert the same member at once: one of them finds it there, which is what it wanted.
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
                document.getInt64("max").getValue());
    }

    private static String key(UserId user, ConversationId conversation) {
        return user + "|" + conversation;
    }
}
