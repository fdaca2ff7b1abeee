package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentComparator;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.IndexKeySpecsConflictException;
import de.bwaldvogel.mongo.exception.InvalidIdFieldError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection: one sorted map of documents by {@code _id}, and one per further index. Writers take turns; readers
 * need no lock. What updates mean (the operators) is the library's; where rows are found, kept and written is here.
 */
final class StandinCollection extends AbstractMongoCollection<RowKey> implements Storage.Journaled {
    /** Documents that one delete removes before it lets others in. */
    private static final int DELETE_STEP = 1000;

    /** As MongoDB refuses to sort more than a limit in memory; its limit is 100 MB. */
    private static final long SORT_BYTES_MAX = 32L * 1024 * 1024;

    private static final byte[] ID = "_id".getBytes(StandardCharsets.UTF_8);
    private static final byte[][] NO_KEYS = {};
    private static final byte[][][] NO_ENTRIES = {};
    private static final int SORT_MEMORY_EXCEEDED = 292;

    private final Storage storage;
    private final MVMap<byte[], byte[]> rows;
    private final int map;

    /** The index on {@code _id} first. Replaced, never changed. */
    private volatile OrderedIndex[] indexes = {};

    private long dataBytes;
    private boolean updatesOne;

    StandinCollection(
            MongoDatabase database, String name, CursorRegistry cursors, Storage storage, MVMap<byte[], byte[]> rows) {
        super(database, name, CollectionOptions.withDefaults(), cursors);
        this.storage = storage;
        this.rows = rows;
        this.map = rows.getId();
        this.dataBytes = storage.state(Storage.stateKey(map, "bytes"));
        storage.register(map, this);
    }

    MVMap<byte[], byte[]> rows() {
        return rows;
    }

    // ---- reading

    /** The plan for a query, which also tells whether answering it means reading everything. */
    Plan plan(Filter filter, @Nullable Document sort) {
        return Plan.of(filter, Plan.sortFields(sort), indexes);
    }

    /**
     * The documents that match, in order.
     *
     * @param limit 0 for all
     */
    RowStream find(Document query, @Nullable Document sort, int skip, int limit) {
        Filter filter = new Filter(query);
        Plan plan = plan(filter, sort);
        RowReader reader = new RowReader(plan, filter, rows);
        if (plan.isOrdered()) {
            return new RowStream(reader, skip, limit, reader::pause);
        }
        Iterator<RawDocument> sorted = sorted(reader, sort, skip, limit);
        return new RowStream(sorted, skip, limit, () -> {});
    }

    private static Iterator<RawDocument> sorted(RowReader reader, @Nullable Document sort, int skip, int limit) {
        Document fields = new Document();
        Plan.sortFields(sort).forEach(field -> fields.put(field.path(), field.ascending() ? 1 : -1));
        Comparator<Document> order = new DocumentComparator(fields);
        Comparator<RawDocument> byDocument = Comparator.comparing(RawDocument::document, order);
        long wanted = limit > 0 ? (long) skip + limit : Long.MAX_VALUE;
        PriorityQueue<RawDocument> last = new PriorityQueue<>(byDocument.reversed());
        long bytes = 0;
        while (reader.hasNext()) {
            RawDocument document = reader.next();
            last.add(document);
            bytes += document.bson().length;
            if (last.size() > wanted) {
                bytes -= last.remove().bson().length;
            }
            if (bytes > SORT_BYTES_MAX) {
                throw new MongoServerError(
                        SORT_MEMORY_EXCEEDED,
                        "QueryExceededMemoryLimitNoDiskUseAllowed",
                        "Sort exceeded the limit of " + SORT_BYTES_MAX + " bytes; add an index in that order");
            }
        }
        List<RawDocument> documents = new ArrayList<>(last);
        documents.sort(byDocument);
        return documents.iterator();
    }

    @Override
    public int count(Document query, int skip, int limit) {
        return (int) Math.min(Integer.MAX_VALUE, countMatching(query, skip, limit));
    }

    /** How many documents match. Without reading them if an index knows. */
    long countMatching(@Nullable Document query, long skip, long limit) {
        long count = 0;
        if (query == null || query.isEmpty()) {
            count = rows.sizeAsLong();
        } else {
            Filter filter = new Filter(query);
            Plan plan = plan(filter, null);
            if (plan.isCovered()) {
                for (KeyRange range : plan.ranges()) {
                    count += countEntries(plan.index().map(), range);
                }
            } else {
                RowReader reader = new RowReader(plan, filter, rows);
                while (reader.hasNext()) {
                    reader.next();
                    count++;
                }
            }
        }
        count = Math.max(0, count - skip);
        return limit > 0 ? Math.min(limit, count) : count;
    }

    private static long countEntries(MVMap<byte[], byte[]> entries, KeyRange range) {
        if (range.isPoint()) {
            return entries.containsKey(range.low()) ? 1 : 0;
        }
        byte[] high = range.high();
        long end = high == null ? entries.sizeAsLong() : entriesBefore(entries, high);
        return Math.max(0, end - entriesBefore(entries, range.low()));
    }

    private static long entriesBefore(MVMap<byte[], byte[]> entries, byte[] key) {
        long index = entries.getKeyIndex(key);
        return index < 0 ? -index - 1 : index;
    }

    @Override
    public int count() {
        return (int) Math.min(Integer.MAX_VALUE, rows.sizeAsLong());
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    protected Document getDocument(RowKey position) {
        byte[] bson = rows.get(position.bytes());
        if (bson == null) {
            throw new IllegalStateException("no row " + position);
        }
        return Bson.decode(bson);
    }

    @Override
    protected Stream<DocumentWithPosition<RowKey>> streamAllDocumentsWithPosition() {
        Filter all = new Filter(new Document());
        RowReader reader = new RowReader(plan(all, null), all, rows);
        return stream(reader).map(raw -> new DocumentWithPosition<>(raw.document(), new RowKey(reader.rowKey())));
    }

    /** {@link #find} as a stream. */
    Stream<RawDocument> stream(Document query, @Nullable Document sort, int skip, int limit) {
        return stream(find(query, sort, skip, limit));
    }

    private static Stream<RawDocument> stream(Iterator<RawDocument> documents) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(documents, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Documents as the library wants them: decoded one by one, when it asks for the next. */
    @Override
    protected QueryResult queryDocuments(
            Document query,
            @Nullable Document orderBy,
            int numberToSkip,
            int limit,
            int batchSize,
            @Nullable Document fieldSelector) {
        if (Thread.holdsLock(this)) {
            return new QueryResult(matchingNow(query, orderBy, numberToSkip, updatesOne ? 1 : limit));
        }
        return new QueryResult(() -> stream(query, orderBy, numberToSkip, limit)
                .map(RawDocument::document)
                .iterator());
    }

    /** What matches at this moment: an update must not meet the rows it has just written again. */
    private Iterable<Document> matchingNow(Document query, @Nullable Document orderBy, int skip, int limit) {
        if (orderBy == null && skip == 0) {
            List<byte[]> keys = keysOfMatching(query, limit > 0 ? limit : Integer.MAX_VALUE);
            return () -> keys.stream().map(key -> getDocument(new RowKey(key))).iterator();
        }
        List<RawDocument> matching = new ArrayList<>();
        find(query, orderBy, skip, limit).forEachRemaining(matching::add);
        return () -> matching.stream().map(RawDocument::document).iterator();
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            Document orderBy,
            int numberToSkip,
            int numberToReturn,
            int batchSize,
            Document fieldSelector) {
        return queryDocuments(query, orderBy, numberToSkip, numberToReturn, batchSize, fieldSelector);
    }

    @Override
    public QueryResult handleQuery(QueryParameters parameters) {
        QueryResult result = super.handleQuery(parameters);
        Document projection = parameters.getProjection();
        return projection == null || projection.isEmpty() ? result : new QueryResult(project(result, projection));
    }

    /** The documents reduced to what a projection leaves. */
    List<Document> project(Iterable<Document> documents, Document projection) {
        return matchDocumentsFromStream(
                        StreamSupport.stream(documents.spliterator(), false), new Document(), null, 0, 0, 0, projection)
                .collectDocuments();
    }

    // ---- writing

    /**
     * Inserts documents one after the other.
     *
     * @param ordered whether the first error ends it
     * @param errors told the position and the error of each document that was refused
     * @return how many were inserted
     */
    int insert(List<RawDocument> documents, boolean ordered, ErrorSink errors) {
        int inserted = 0;
        storage.enter();
        try {
            synchronized (this) {
                for (int i = 0; i < documents.size(); i++) {
                    try {
                        insert(documents.get(i));
                        inserted++;
                    } catch (MongoServerError e) {
                        errors.refused(i, e);
                        if (ordered) {
                            break;
                        }
                    }
                }
            }
        } finally {
            storage.leave();
        }
        return inserted;
    }

    /** Told of a document that was not written. */
    interface ErrorSink {
        void refused(int position, MongoServerError error);
    }

    @Override
    public List<Document> insertDocuments(List<Document> documents, boolean isOrdered) {
        List<Document> writeErrors = new ArrayList<>();
        List<RawDocument> raw = new ArrayList<>();
        documents.forEach(document -> raw.add(RawDocument.of(withId(document))));
        insert(raw, isOrdered, (position, error) -> writeErrors.add(WriteErrors.document(position, error)));
        return writeErrors;
    }

    @Override
    public void addDocument(Document document) {
        storage.enter();
        try {
            synchronized (this) {
                insert(RawDocument.of(withId(document)));
            }
        } finally {
            storage.leave();
        }
    }

    private static Document withId(Document document) {
        document.putIfAbsent("_id", new ObjectId());
        return document;
    }

    /** A document with {@code _id} in front, as MongoDB stores it; makes one up if there is none. */
    static RawDocument normalized(byte[] bson) {
        int at = Bson.find(bson, ID);
        if (at == 4) {
            return new RawDocument(bson);
        }
        Document document = Bson.decode(bson);
        Document normalized = new Document("_id", at < 0 ? new ObjectId() : document.get("_id"));
        normalized.putAll(document);
        return RawDocument.of(normalized);
    }

    private void insert(RawDocument document) {
        byte[] bson = document.bson();
        checkSize(bson);
        int id = Bson.find(bson, ID);
        if (bson[id] == Bson.ARRAY || bson[id] == Bson.REGEX || bson[id] == Bson.UNDEFINED) {
            throw new InvalidIdFieldError("The '_id' value cannot be of type array, regex or undefined");
        }
        KeyWriter writer = new KeyWriter();
        writer.element(bson, id, true);
        byte[] rowKey = writer.toBytes();
        OrderedIndex[] current = indexes;
        byte[][][] keys = keysOf(document, current);
        OrderedIndex conflict;
        try {
            conflict = claim(rowKey, document, keys, current);
            if (conflict == null) {
                dataBytes += bson.length;
                storage.notePut(map, bson);
            }
        } catch (RuntimeException | Error e) {
            storage.fail(e);
            throw e;
        }
        if (conflict != null) {
            // With several keys in the way, MongoDB names the _id.
            throw new DuplicateKeyException(getFullName(), rows.containsKey(rowKey) ? current[0] : conflict, document);
        }
    }

    /**
     * Puts a new row and its index entries, or none of them: index entries first, since a reader overlooks an entry
     * without a row.
     *
     * @return the index in which a key is taken, or null if the row was put
     */
    private @Nullable OrderedIndex claim(byte[] rowKey, RawDocument document, byte[][][] keys, OrderedIndex[] current) {
        for (int i = 1; i < current.length; i++) {
            OrderedIndex index = current[i];
            for (int j = 0; j < keys[i].length; j++) {
                if (index.map().putIfAbsent(index.entryKey(keys[i][j], rowKey), rowKey) != null) {
                    unclaim(rowKey, keys, current, i, j);
                    return index.isUnique() ? index : current[0];
                }
            }
        }
        if (rows.putIfAbsent(rowKey, document.bson()) != null) {
            unclaim(rowKey, keys, current, current.length, 0);
            return current[0];
        }
        return null;
    }

    /** Takes back the entries of the indexes before {@code end}, and the first {@code some} of that index. */
    private static void unclaim(byte[] rowKey, byte[][][] keys, OrderedIndex[] current, int end, int some) {
        for (int i = 1; i <= end && i < current.length; i++) {
            for (int j = 0; j < (i < end ? keys[i].length : some); j++) {
                current[i].map().remove(current[i].entryKey(keys[i][j], rowKey));
            }
        }
    }

    /** An index in which another row has one of the keys. */
    private static @Nullable OrderedIndex conflict(OrderedIndex[] indexes, byte[][][] keys, byte[] rowKey) {
        for (int i = 1; i < indexes.length; i++) {
            if (indexes[i].isUnique()) {
                for (byte[] key : keys[i]) {
                    byte[] holder = indexes[i].map().get(key);
                    if (holder != null && !Arrays.equals(holder, rowKey)) {
                        return indexes[i];
                    }
                }
            }
        }
        return null;
    }

    private static byte[][][] keysOf(RawDocument document, OrderedIndex[] indexes) {
        byte[][][] keys = new byte[indexes.length][][];
        keys[0] = NO_KEYS; // the row itself
        for (int i = 1; i < indexes.length; i++) {
            keys[i] = indexes[i].keysOf(document);
        }
        return keys;
    }

    /** Changes a row's index entries from those of the old keys to those of the new ones. */
    private static void replaceEntries(byte[] rowKey, byte[][][] keys, byte[][][] oldKeys, OrderedIndex[] current) {
        for (int i = 1; i < current.length; i++) {
            OrderedIndex index = current[i];
            byte[][] old = i < oldKeys.length ? oldKeys[i] : NO_KEYS;
            for (byte[] key : keys[i]) {
                if (!contains(old, key)) {
                    index.map().put(index.entryKey(key, rowKey), rowKey);
                }
            }
            for (byte[] key : old) {
                if (!contains(keys[i], key)) {
                    index.map().remove(index.entryKey(key, rowKey));
                }
            }
        }
    }

    private void replace(byte[] rowKey, RawDocument document, byte[][][] keys, byte[] oldBson, OrderedIndex[] current) {
        rows.put(rowKey, document.bson());
        replaceEntries(rowKey, keys, keysOf(new RawDocument(oldBson), current), current);
        dataBytes += document.bson().length - oldBson.length;
    }

    private static boolean contains(byte[][] keys, byte[] wanted) {
        for (byte[] key : keys) {
            if (Arrays.equals(key, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static void checkSize(byte[] bson) {
        if (bson.length > Bson.MAX_DOCUMENT_BYTES) {
            throw new MongoServerError(10334, "BSONObjectTooLarge", "The document is larger than 16 MiB");
        }
    }

    @Override
    protected void handleUpdate(RowKey position, Document oldDocument, Document newDocument) {
        byte[] rowKey = position.bytes();
        RawDocument document = RawDocument.of(newDocument);
        checkSize(document.bson());
        byte[] oldBson = rows.get(rowKey);
        if (oldBson == null) {
            throw new IllegalStateException("no row " + position);
        }
        OrderedIndex[] current = indexes;
        byte[][][] keys = keysOf(document, current);
        OrderedIndex conflict = conflict(current, keys, rowKey);
        if (conflict != null) {
            throw new DuplicateKeyException(getFullName(), conflict, document);
        }
        try {
            replace(rowKey, document, keys, oldBson, current);
            storage.notePut(map, document.bson());
        } catch (RuntimeException | Error e) {
            storage.fail(e);
            throw e;
        }
    }

    @Override
    public void removeDocument(Document document) {
        removeDocument(new RowKey(KeyWriter.keyOf(document.get("_id"))));
    }

    @Override
    protected void removeDocument(RowKey position) {
        storage.enter();
        try {
            synchronized (this) {
                remove(position.bytes());
            }
        } finally {
            storage.leave();
        }
    }

    private void remove(byte[] rowKey) {
        byte[] bson = rows.get(rowKey);
        if (bson != null) {
            try {
                applyRemove(rowKey, bson);
                storage.noteRemove(map, rowKey);
            } catch (RuntimeException | Error e) {
                storage.fail(e);
                throw e;
            }
        }
    }

    private void applyRemove(byte[] rowKey, byte[] bson) {
        OrderedIndex[] current = indexes;
        byte[][][] keys = keysOf(new RawDocument(bson), current);
        for (int i = 1; i < current.length; i++) {
            for (byte[] key : keys[i]) {
                current[i].map().remove(current[i].entryKey(key, rowKey));
            }
        }
        rows.remove(rowKey);
        dataBytes -= bson.length;
    }

    /** Deletes what matches; a large delete lets others in between, as on MongoDB. */
    @Override
    public int deleteDocuments(Document selector, int limit, Oplog oplog) {
        int deleted = 0;
        int step;
        do {
            step = 0;
            storage.enter();
            try {
                synchronized (this) {
                    int most = limit > 0 ? Math.min(limit - deleted, DELETE_STEP) : DELETE_STEP;
                    for (byte[] rowKey : keysOfMatching(selector, most)) {
                        remove(rowKey);
                        step++;
                    }
                }
            } finally {
                storage.leave();
            }
            deleted += step;
        } while (step == DELETE_STEP && (limit <= 0 || deleted < limit));
        return deleted;
    }

    private List<byte[]> keysOfMatching(Document selector, int most) {
        Filter filter = new Filter(selector);
        RowReader reader = new RowReader(plan(filter, null), filter, rows);
        List<byte[]> keys = new ArrayList<>();
        while (keys.size() < most && reader.hasNext()) {
            reader.next();
            keys.add(reader.rowKey());
        }
        return keys;
    }

    @Override
    public Document updateDocuments(
            Document selector,
            Document updateQuery,
            ArrayFilters arrayFilters,
            boolean isMulti,
            boolean isUpsert,
            Oplog oplog) {
        storage.enter();
        try {
            synchronized (this) {
                Document simply = isMulti ? null : updateSimply(selector, updateQuery, isUpsert);
                if (simply != null) {
                    return simply;
                }
                updatesOne = !isMulti;
                try {
                    return super.updateDocuments(selector, updateQuery, arrayFilters, isMulti, isUpsert, oplog);
                } finally {
                    updatesOne = false;
                }
            }
        } finally {
            storage.leave();
        }
    }

    /** Updates one document without the library, if the update is simple enough; null if it is not. */
    private @Nullable Document updateSimply(Document selector, Document updateQuery, boolean isUpsert) {
        SimpleUpdate update = SimpleUpdate.of(updateQuery);
        if (update == null) {
            return null;
        }
        Filter filter = new Filter(selector);
        RowReader reader = new RowReader(plan(filter, null), filter, rows);
        boolean found = reader.hasNext();
        boolean modified = false;
        Object upserted = null;
        if (found) {
            Document document = reader.next().document();
            if (!update.fits(document)) {
                return null;
            }
            modified = update.apply(document, false);
            if (modified) {
                handleUpdate(new RowKey(reader.rowKey()), document, document);
            }
        } else if (isUpsert) {
            Document document = SimpleUpdate.seed(selector);
            if (document == null || !update.fits(document)) {
                return null;
            }
            update.apply(document, true);
            insert(RawDocument.of(document));
            upserted = document.get("_id");
        }
        Document result = new Document("n", found ? 1 : 0);
        result.put("nModified", modified ? 1 : 0);
        result.putIfNotNull("upserted", upserted);
        return result;
    }

    @Override
    public Document findAndModify(Document query) {
        storage.enter();
        try {
            synchronized (this) {
                return super.findAndModify(query);
            }
        } finally {
            storage.leave();
        }
    }

    @Override
    protected RowKey addDocumentInternal(Document document) {
        throw new IllegalStateException("addDocument does it all");
    }

    // ---- indexes

    /** Adds an index, with entries for the documents there are. In an exclusive action, or while opening. */
    @Override
    public void addIndex(Index<RowKey> index) {
        OrderedIndex added = (OrderedIndex) index;
        for (OrderedIndex existing : indexes) {
            if (existing.getName().equals(added.getName())) {
                if (!existing.hasSameOptions(added)) {
                    throw new IndexKeySpecsConflictException(added, existing);
                }
                return;
            }
        }
        if (!added.isPrimary() && added.isEmpty() && !rows.isEmpty()) {
            build(added);
        }
        if (storage.state(Storage.stateKey(added.map().getId(), "multikey")) != 0) {
            added.becomeMultikey();
        }
        getIndexes().add(added);
        OrderedIndex[] longer = Arrays.copyOf(indexes, indexes.length + 1);
        longer[indexes.length] = added;
        indexes = longer;
    }

    private void build(OrderedIndex index) {
        Filter all = new Filter(new Document());
        RowReader reader = new RowReader(plan(all, null), all, rows);
        while (reader.hasNext()) {
            RawDocument document = reader.next();
            for (byte[] key : index.keysOf(document)) {
                byte[] holder = index.map().putIfAbsent(index.entryKey(key, reader.rowKey()), reader.rowKey());
                if (holder != null) {
                    storage.removeMap(index.map());
                    throw new IndexBuildFailedException(
                            new DuplicateKeyException(getFullName(), index, document), this);
                }
            }
            storage.saveIfLarge();
        }
    }

    @Override
    public void dropIndex(String indexName) {
        super.dropIndex(indexName);
        indexes = Arrays.stream(indexes)
                .filter(index -> !index.getName().equals(indexName))
                .toArray(OrderedIndex[]::new);
    }

    // ---- state

    @Override
    public void replayPut(byte[] bson) {
        RawDocument document = new RawDocument(bson);
        KeyWriter writer = new KeyWriter();
        writer.element(bson, Bson.find(bson, ID), true);
        byte[] rowKey = writer.toBytes();
        OrderedIndex[] current = indexes;
        byte[] oldBson = rows.get(rowKey);
        if (oldBson != null) {
            replace(rowKey, document, keysOf(document, current), oldBson, current);
        } else {
            rows.put(rowKey, bson);
            replaceEntries(rowKey, keysOf(document, current), NO_ENTRIES, current);
            dataBytes += bson.length;
        }
    }

    @Override
    public void replayRemove(byte[] rowKey) {
        byte[] bson = rows.get(rowKey);
        if (bson != null) {
            applyRemove(rowKey, bson);
        }
    }

    @Override
    public synchronized void saveState(MVMap<String, Long> state) {
        state.put(Storage.stateKey(map, "bytes"), dataBytes);
        for (OrderedIndex index : indexes) {
            String key = Storage.stateKey(index.map().getId(), "multikey");
            if (index.isMultikey() && !state.containsKey(key)) {
                state.put(key, 1L);
            }
        }
    }

    @Override
    protected boolean tracksDataSize() {
        return false; // each write does, in the same step
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new IllegalStateException("not tracked by the library");
    }

    @Override
    protected synchronized int getDataSize() {
        return (int) Math.min(Integer.MAX_VALUE, dataBytes);
    }
}
