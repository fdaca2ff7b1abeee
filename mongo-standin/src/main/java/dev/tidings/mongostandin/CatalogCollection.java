package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The list of collections ({@code system.namespaces}) or of indexes ({@code system.indexes}) of one database. It is
 * small, so it is held in memory; every database's lists lie in one map on disk. It changes in exclusive actions
 * only, which save it before they return.
 */
final class CatalogCollection extends AbstractMongoCollection<RowKey> {
    private final MVMap<byte[], byte[]> catalog;
    private final String prefix;
    private final Map<String, Document> entries = new ConcurrentSkipListMap<>();

    CatalogCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            CursorRegistry cursors,
            MVMap<byte[], byte[]> catalog) {
        super(database, name, options, cursors);
        this.catalog = catalog;
        this.prefix = database.getDatabaseName() + "\0" + name + "\0";
        catalog.cursor(bytes(prefix)).forEachRemaining(this::load);
    }

    /** The databases that have anything in the catalogue. */
    static List<String> databases(MVMap<byte[], byte[]> catalog) {
        List<String> names = new ArrayList<>();
        for (Iterator<byte[]> keys = catalog.keyIterator(null); keys.hasNext(); ) {
            String key = text(keys.next());
            String name = key.substring(0, key.indexOf('\0'));
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private void load(byte[] key) {
        String text = text(key);
        byte[] bson = catalog.get(key);
        if (text.startsWith(prefix) && bson != null) {
            entries.put(text.substring(prefix.length()), Bson.decode(bson));
        }
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected RowKey addDocumentInternal(Document document) {
        String position = "name".equals(getIdField())
                ? String.valueOf(document.get("name"))
                : document.get("ns") + "\0" + document.get("name");
        put(position, document);
        return new RowKey(bytes(position));
    }

    private void put(String position, Document document) {
        entries.put(position, document);
        catalog.put(bytes(prefix + position), Bson.encode(document));
    }

    @Override
    protected void removeDocument(RowKey position) {
        String name = text(position.bytes());
        entries.remove(name);
        catalog.remove(bytes(prefix + name));
    }

    @Override
    protected void handleUpdate(RowKey position, Document oldDocument, Document newDocument) {
        put(text(position.bytes()), newDocument);
    }

    @Override
    protected Document getDocument(RowKey position) {
        Document document = entries.get(text(position.bytes()));
        if (document == null) {
            throw new IllegalStateException("nothing named " + position);
        }
        return document;
    }

    @Override
    protected Stream<DocumentWithPosition<RowKey>> streamAllDocumentsWithPosition() {
        return List.copyOf(entries.entrySet()).stream()
                .map(entry ->
                        new DocumentWithPosition<>(entry.getValue().cloneDeeply(), new RowKey(bytes(entry.getKey()))));
    }

    @Override
    protected QueryResult matchDocuments(
            Document query,
            @Nullable Document orderBy,
            int numberToSkip,
            int numberToReturn,
            int batchSize,
            @Nullable Document fieldSelector) {
        Stream<Document> documents = streamAllDocumentsWithPosition().map(DocumentWithPosition::getDocument);
        return matchDocumentsFromStream(
                documents, query, orderBy, numberToSkip, numberToReturn, batchSize, fieldSelector);
    }

    @Override
    public int count() {
        return entries.size();
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new IllegalStateException("not tracked");
    }

    @Override
    protected int getDataSize() {
        return entries.values().stream()
                .mapToInt(document -> Bson.encode(document).length)
                .sum();
    }
}
