package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexNotFoundException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A database. It answers the commands that a busy application sends (insert, find, update, delete, counting) itself,
 * on documents as they lie; the library answers the rest.
 */
final class StandinDatabase extends AbstractMongoDatabase<RowKey> {
    private static final System.Logger LOG = System.getLogger(StandinDatabase.class.getName());

    private static final String ROWS = "rows/";
    private static final String INDEX = "index/";

    /** What asks for something this server would get wrong if it answered as if it had not been asked. */
    private static final Set<String> UNSUPPORTED_FIND =
            Set.of("collation", "min", "max", "tailable", "awaitData", "returnKey", "showRecordId");

    private static final Set<String> UNSUPPORTED_INDEX =
            Set.of("partialFilterExpression", "collation", "wildcardProjection", "hidden");

    /** Statements in one command, as in MongoDB. */
    private static final int STATEMENTS_MAX = 100_000;

    private static final int BAD_VALUE = 2;
    private static final int INVALID_OPTIONS = 72;

    private final Storage storage;

    StandinDatabase(String name, CursorRegistry cursors, Storage storage) {
        super(name, cursors);
        this.storage = storage;
        initializeNamespacesAndIndexes();
        storage.removeUnopenedMaps(INDEX + name + ".");
        storage.removeUnopenedMaps(ROWS + name + ".");
    }

    /** The map in which all databases keep their lists of collections and indexes. */
    static MVMap<byte[], byte[]> catalog(Storage storage) {
        return storage.map("catalog");
    }

    @Override
    public Document handleCommand(
            Channel channel, String command, Document query, DatabaseResolver databaseResolver, Oplog oplog) {
        switch (command.toLowerCase(Locale.ROOT)) {
            case "insert" -> {
                return insert(query, command);
            }
            case "find" -> {
                return find(query, command);
            }
            case "update" -> {
                return update(channel, query, command, databaseResolver, oplog);
            }
            case "delete" -> {
                return delete(query, command, oplog);
            }
            case "aggregate" -> {
                Document counted = aggregate(query, command, databaseResolver, oplog);
                return counted != null
                        ? counted
                        : super.handleCommand(channel, command, query, databaseResolver, oplog);
            }
            case "createindexes" -> {
                return storage.exclusively(() -> {
                    checkIndexes(query, command);
                    return super.handleCommand(channel, command, query, databaseResolver, oplog);
                });
            }
            case "dropindexes" -> {
                return storage.exclusively(() -> dropIndexes(query, command));
            }
            case "create", "drop" -> {
                return storage.exclusively(() -> super.handleCommand(channel, command, query, databaseResolver, oplog));
            }
            default -> {
                return super.handleCommand(channel, command, query, databaseResolver, oplog);
            }
        }
    }

    // ---- commands

    private Document insert(Document query, String command) {
        String name = name(query, command);
        List<?> documents = list(query, "documents");
        List<RawDocument> raw = new ArrayList<>(documents.size());
        for (Object document : documents) {
            byte[] bson =
                    document instanceof RawDocument rawDocument ? rawDocument.bson() : Bson.encode((Document) document);
            Bson.validate(bson);
            raw.add(StandinCollection.normalized(bson));
        }
        List<Document> errors = new ArrayList<>();
        int inserted = writable(name)
                .insert(raw, isOrdered(query), (position, error) -> errors.add(WriteErrors.document(position, error)));
        return writeReply(new Document("n", inserted), errors);
    }

    private Document find(Document query, String command) {
        String name = name(query, command);
        for (String option : UNSUPPORTED_FIND) {
            Object value = query.get(option);
            if (value != null && !Boolean.FALSE.equals(value)) {
                throw unsupported("find with " + option);
            }
        }
        MongoCollection<RowKey> collection = resolveCollection(name, false);
        int limit = number(query, "limit", 0);
        boolean single = limit < 0 || Utils.isTrue(query.get("singleBatch"));
        boolean unsized = query.get("batchSize") == null;
        int batchSize = number(query, "batchSize", OpenCursor.FIRST_BATCH);
        OpenCursor cursor = open(
                collection,
                subdocument(query, "filter"),
                (Document) query.get("sort"),
                number(query, "skip", 0),
                Math.abs(limit),
                (Document) query.get("projection"));
        int first = single && unsized ? 0 : batchSize;
        List<RawDocument> batch = first == 0 && !single ? List.of() : cursor.take(first);
        return cursorReply(name, batch, cursor, single);
    }

    private OpenCursor open(
            @Nullable MongoCollection<RowKey> collection,
            Document filter,
            @Nullable Document sort,
            int skip,
            int limit,
            @Nullable Document projection) {
        long id = cursorRegistry.generateCursorId();
        if (collection == null) {
            return new OpenCursor(id, List.<RawDocument>of().iterator(), () -> {}, UnaryOperator.identity(), false);
        }
        if (!(collection instanceof StandinCollection rows)) {
            throw new MongoServerError(73, "InvalidNamespace", collection.getFullName() + " cannot be read directly");
        }

        RowStream found = rows.find(filter, sort, skip, limit);
        UnaryOperator<RawDocument> reduced = projection == null || projection.isEmpty()
                ? UnaryOperator.identity()
                : document -> RawDocument.of(
                        rows.project(List.of(document.document()), projection).get(0));
        return new OpenCursor(id, found, found::pause, reduced, readsAll(rows.getCollectionName(), filter, sort, true));
    }

    private Document cursorReply(String collection, List<RawDocument> batch, OpenCursor cursor, boolean single) {
        long id = 0;
        if (!single && !cursor.isEmpty()) {
            cursorRegistry.add(cursor);
            id = cursor.getId();
        }
        Document inner = new Document("firstBatch", batch);
        inner.put("id", id);
        inner.put("ns", getFullCollectionNamespace(collection));
        return ok(new Document("cursor", inner));
    }

    private Document update(
            Channel channel, Document query, String command, DatabaseResolver databaseResolver, Oplog oplog) {
        String name = name(query, command);
        StandinCollection collection = writable(name);
        List<Document> errors = new ArrayList<>();
        List<Document> upserted = new ArrayList<>();
        int matched = 0;
        int modified = 0;
        List<?> updates = list(query, "updates");
        for (int i = 0; i < updates.size(); i++) {
            Document update = (Document) updates.get(i);
            try {
                Document result = update.containsKey("arrayFilters")
                        ? updateByLibrary(channel, name, update, databaseResolver, oplog)
                        : update(collection, update, oplog);
                matched += number(result, "n", 0);
                modified += number(result, "nModified", 0);
                if (result.containsKey("upserted")) {
                    upserted.add(new Document("index", i).append("_id", result.get("upserted")));
                    matched++;
                }
            } catch (MongoServerException e) {
                errors.add(WriteErrors.document(i, e));
                if (isOrdered(query)) {
                    break;
                }
            }
        }
        Document reply = new Document("n", matched);
        reply.put("nModified", modified);
        if (!upserted.isEmpty()) {
            reply.put("upserted", upserted);
        }
        return writeReply(reply, errors);
    }

    private static Document update(StandinCollection collection, Document update, Oplog oplog) {
        if (!(update.get("u") instanceof Document)) {
            throw unsupported("an update by pipeline");
        }
        if (update.containsKey("collation")) {
            throw unsupported("an update with collation");
        }
        return collection.updateDocuments(
                subdocument(update, "q"),
                (Document) update.get("u"),
                ArrayFilters.empty(),
                Utils.isTrue(update.get("multi")),
                Utils.isTrue(update.get("upsert")),
                oplog);
    }

    /** The library keeps the parser of array filters to itself, so such a statement goes to it on its own. */
    private Document updateByLibrary(
            Channel channel, String name, Document update, DatabaseResolver databaseResolver, Oplog oplog) {
        Document command = new Document("update", name).append("updates", List.of(update));
        Document reply = super.handleCommand(channel, "update", command, databaseResolver, oplog);
        List<?> errors = (List<?>) reply.get("writeErrors");
        if (errors != null) {
            Document error = (Document) errors.get(0);
            throw new MongoServerError(
                    number(error, "code", 8),
                    String.valueOf(error.get("codeName")),
                    String.valueOf(error.get("errmsg")));
        }
        Document result = new Document("n", reply.get("n")).append("nModified", reply.get("nModified"));
        if (reply.get("upserted") instanceof List) {
            Document upserted = (Document) ((List<?>) reply.get("upserted")).get(0);
            result.put("upserted", upserted.get("_id"));
            result.put("n", 0);
        }
        return result;
    }

    private Document delete(Document query, String command, Oplog oplog) {
        MongoCollection<RowKey> collection = resolveCollection(name(query, command), false);
        List<Document> errors = new ArrayList<>();
        int deleted = 0;
        List<?> deletes = list(query, "deletes");
        for (int i = 0; i < deletes.size() && collection instanceof StandinCollection; i++) {
            Document delete = (Document) deletes.get(i);
            try {
                if (delete.containsKey("collation")) {
                    throw unsupported("a delete with collation");
                }
                deleted += collection.deleteDocuments(subdocument(delete, "q"), number(delete, "limit", 0), oplog);
            } catch (MongoServerException e) {
                errors.add(WriteErrors.document(i, e));
                if (isOrdered(query)) {
                    break;
                }
            }
        }
        return writeReply(new Document("n", deleted), errors);
    }

    /**
     * Answers a pipeline that begins with {@code $match} from an index; a driver's {@code countDocuments} is one. Null
     * if it does not begin so.
     */
    private @Nullable Document aggregate(
            Document query, String command, DatabaseResolver databaseResolver, Oplog oplog) {
        if (!(query.get(command) instanceof String)) {
            return null;
        }
        MongoCollection<RowKey> collection = resolveCollection((String) query.get(command), false);
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        if (!(collection instanceof StandinCollection rows)
                || pipeline.isEmpty()
                || !(pipeline.get(0).get("$match") instanceof Document)) {
            return null;
        }

        Document match = (Document) pipeline.get(0).get("$match");
        List<Document> rest = pipeline.subList(1, pipeline.size());
        List<RawDocument> results = new ArrayList<>();
        Document window = countWindow(rest);
        if (window != null) {
            long count = rows.countMatching(match, number(window, "$skip", 0), number(window, "$limit", 0));
            if (count > 0) {
                results.add(RawDocument.of(new Document("_id", 1).append("n", (int) count)));
            }
        } else {
            Aggregation aggregation = Aggregation.fromPipeline(rest, databaseResolver, this, collection, oplog);
            aggregation.validate(query);
            aggregation
                    .runStages(rows.stream(match, null, 0, 0).map(RawDocument::document))
                    .forEach(document -> results.add(RawDocument.of(document)));
        }
        OpenCursor cursor = new OpenCursor(
                cursorRegistry.generateCursorId(), results.iterator(), () -> {}, UnaryOperator.identity(), false);
        Document options = query.get("cursor") instanceof Document ? (Document) query.get("cursor") : new Document();
        int batchSize = number(options, "batchSize", OpenCursor.FIRST_BATCH);
        List<RawDocument> batch = batchSize == 0 ? List.of() : cursor.take(batchSize);
        return cursorReply(rows.getCollectionName(), batch, cursor, false);
    }

    /** The {@code $skip} and {@code $limit} in front of the group that counts; null if it is anything else. */
    private static @Nullable Document countWindow(List<Document> stages) {
        Document window = new Document();
        Iterator<Document> remaining = stages.iterator();
        while (remaining.hasNext()) {
            Document stage = remaining.next();
            if ((stage.containsKey("$skip") && window.isEmpty())
                    || (stage.containsKey("$limit") && !window.containsKey("$limit"))) {
                window.putAll(stage);
            } else {
                Document counting = new Document("_id", 1).append("n", new Document("$sum", 1));
                return !remaining.hasNext() && counting.equals(stage.get("$group")) ? window : null;
            }
        }
        return null;
    }

    // ---- catalogue

    private void checkIndexes(Document query, String command) {
        StandinCollection collection = writable(name(query, command));
        for (Object element : list(query, "indexes")) {
            Document description = (Document) element;
            for (String option : UNSUPPORTED_INDEX) {
                if (description.containsKey(option)) {
                    throw unsupported("an index with " + option);
                }
            }
            Document key = subdocument(description, "key");
            Document pattern = new Document();
            for (Map.Entry<String, Object> field : key.entrySet()) {
                if (!(field.getValue() instanceof Number) || field.getKey().contains("$")) {
                    throw unsupported("an index on " + field.getKey() + ": " + field.getValue());
                }
                pattern.put(field.getKey(), ((Number) field.getValue()).intValue() > 0 ? 1 : -1);
            }
            // The library knows a direction by 1 and takes anything else for the other one.
            description.put("key", pattern);
            if (description.containsKey("expireAfterSeconds")) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        () -> "Index " + description.get("name") + ": documents do not expire on this server");
            }
            for (Index<RowKey> existing : collection.getIndexes()) {
                if (pattern.equals(((OrderedIndex) existing).keyPattern())
                        && !existing.getName().equals(description.get("name"))) {
                    throw new MongoServerError(
                            85,
                            "IndexOptionsConflict",
                            "Index already exists with a different name: " + existing.getName());
                }
            }
        }
    }

    /** The library would drop indexes of the same name from the catalogue for every collection. */
    private Document dropIndexes(Document query, String command) {
        String name = name(query, command);
        MongoCollection<RowKey> collection = resolveCollection(name, false);
        if (collection == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns not found " + getFullCollectionNamespace(name));
        }
        Object wanted = query.get("index");
        int before = collection.getNumIndexes();
        boolean found = false;
        for (Index<RowKey> index : List.copyOf(collection.getIndexes())) {
            OrderedIndex ordered = (OrderedIndex) index;
            boolean named =
                    index.getName().equals(wanted) || ordered.keyPattern().equals(wanted);
            if (named && ordered.isPrimary()) {
                throw new MongoServerError(INVALID_OPTIONS, "InvalidOptions", "cannot drop _id index");
            }
            if (named || ("*".equals(wanted) && !ordered.isPrimary())) {
                found = true;
                dropIndex(collection, index.getName());
                getOrCreateIndexesCollection()
                        .deleteDocuments(
                                new Document("ns", collection.getFullName()).append("name", index.getName()), 0);
            }
        }
        if (!found && !"*".equals(wanted)) {
            throw new IndexNotFoundException("index not found with name [" + wanted + "]");
        }
        return ok(new Document("nIndexesWas", before));
    }

    @Override
    protected MongoCollection<RowKey> resolveOrCreateCollection(String collectionName) {
        MongoCollection<RowKey> existing = resolveCollection(collectionName, false);
        return existing != null ? existing : storage.exclusively(() -> super.resolveOrCreateCollection(collectionName));
    }

    @Override
    protected MongoCollection<RowKey> openOrCreateCollection(String collectionName, CollectionOptions options) {
        if (isSystem(collectionName)) {
            return new CatalogCollection(this, collectionName, options, cursorRegistry, catalog(storage));
        }
        return new StandinCollection(this, collectionName, cursorRegistry, storage, rows(collectionName));
    }

    private MVMap<byte[], byte[]> rows(String collection) {
        return storage.map(ROWS + getFullCollectionNamespace(collection));
    }

    @Override
    protected Index<RowKey> openOrCreateUniqueIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        boolean primary = isPrimaryKeyIndex(new Document(keys.get(0).getKey(), 1)) && keys.size() == 1;
        return new OrderedIndex(
                indexName, keys, true, sparse, primary ? rows(collectionName) : entries(collectionName, indexName));
    }

    @Override
    protected Index<RowKey> openOrCreateSecondaryIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        return new OrderedIndex(indexName, keys, false, sparse, entries(collectionName, indexName));
    }

    private MVMap<byte[], byte[]> entries(String collection, String index) {
        return storage.indexMap(INDEX + getFullCollectionNamespace(collection) + "/" + index);
    }

    @Override
    protected void dropIndex(MongoCollection<RowKey> collection, String indexName) {
        OrderedIndex dropped = null;
        for (Index<RowKey> index : collection.getIndexes()) {
            if (index.getName().equals(indexName)) {
                dropped = (OrderedIndex) index;
            }
        }
        super.dropIndex(collection, indexName);
        if (dropped != null && !dropped.isPrimary()) {
            storage.removeMap(dropped.map());
        }
    }

    @Override
    public void dropCollection(String collectionName, Oplog oplog) {
        MongoCollection<RowKey> collection = resolveCollection(collectionName, true);
        super.dropCollection(collectionName, oplog);
        if (collection instanceof StandinCollection standinCollection) {
            storage.removeMap(standinCollection.rows());
        }
    }

    @Override
    public void moveCollection(MongoDatabase oldDatabase, MongoCollection<?> collection, String newCollectionName) {
        throw unsupported("renameCollection");
    }

    @Override
    protected long getStorageSize() {
        return storage.fileBytes();
    }

    @Override
    protected long getFileSize() {
        return storage.fileBytes();
    }

    // ---- which commands take long

    /** Whether answering means reading a whole collection, or waiting for everybody else. */
    boolean isSlow(String command, Document query) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "insert", "listcollections", "listindexes" -> false;
            case "find" -> readsAll(query.get(command), query.get("filter"), query.get("sort"), true);
            case "count" -> readsAll(query.get(command), query.get("query"), null, true);
            case "findandmodify" -> readsAll(query.get(command), query.get("query"), query.get("sort"), true);
            case "update" ->
                list(query, "updates").stream()
                        .anyMatch(update -> readsAll(query.get(command), ((Document) update).get("q"), null, false));
            case "delete" ->
                list(query, "deletes").stream()
                        .anyMatch(delete -> readsAll(query.get(command), ((Document) delete).get("q"), null, false));
            default -> true;
        };
    }

    /** @param stepwise whether a whole collection in an index's order may be read a little at a time */
    private boolean readsAll(@Nullable Object name, @Nullable Object filter, @Nullable Object sort, boolean stepwise) {
        MongoCollection<RowKey> collection = name instanceof String string ? resolveCollection(string, false) : null;
        if (!(collection instanceof StandinCollection standinCollection)) {
            return false;
        }
        Document conditions = filter instanceof Document document ? document : new Document();
        Plan plan = standinCollection.plan(new Filter(conditions), (Document) sort);
        return !plan.isBounded() && !(stepwise && plan.isCovered() && plan.isOrdered());
    }

    // ---- what commands are made of

    private StandinCollection writable(String name) {
        if (isSystem(name)) {
            throw new MongoServerError(73, "InvalidNamespace", "cannot write to " + getFullCollectionNamespace(name));
        }
        return (StandinCollection) resolveOrCreateCollection(name);
    }

    private static boolean isSystem(String collection) {
        return collection.startsWith("system.");
    }

    private static String name(Document query, String command) {
        Object name = query.get(command);
        if (!(name instanceof String string)) {
            throw new MongoServerError(73, "InvalidNamespace", command + " needs the name of a collection");
        }
        return string;
    }

    private static List<?> list(Document query, String field) {
        Object list = query.get(field);
        if (!(list instanceof List)) {
            throw new MongoServerError(BAD_VALUE, "BadValue", "'" + field + "' must be an array");
        }
        if (((List<?>) list).size() > STATEMENTS_MAX) {
            throw new MongoServerError(BAD_VALUE, "BadValue", "more than " + STATEMENTS_MAX + " " + field);
        }
        return (List<?>) list;
    }

    private static Document subdocument(Document query, String field) {
        Object value = query.get(field);
        if (value == null) {
            return new Document();
        }
        if (!(value instanceof Document document)) {
            throw new MongoServerError(BAD_VALUE, "BadValue", "'" + field + "' must be a document");
        }
        return document;
    }

    private static int number(Document query, String field, int otherwise) {
        Object value = query.get(field);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Number number)) {
            throw new MongoServerError(BAD_VALUE, "BadValue", "'" + field + "' must be a number");
        }
        return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, number.longValue()));
    }

    private static boolean isOrdered(Document query) {
        return !Boolean.FALSE.equals(query.get("ordered"));
    }

    private static Document writeReply(Document reply, List<Document> errors) {
        if (!errors.isEmpty()) {
            reply.put("writeErrors", errors);
        }
        return ok(reply);
    }

    private static Document ok(Document reply) {
        Utils.markOkay(reply);
        return reply;
    }

    private static MongoServerError unsupported(String what) {
        return new MongoServerError(115, "CommandNotSupported", what + " is not supported by this server");
    }
}
