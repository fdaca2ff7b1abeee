package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CannotIndexParallelArraysError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * An index as a sorted map. The map of the {@code _id} index is the collection itself (key of {@code _id} to BSON);
 * any other maps the key of its fields to the row's key, with the row's key behind it where several rows may share
 * one key. It only describes and reads: {@link StandinCollection} keeps row and entries in step.
 */
final class OrderedIndex extends Index<RowKey> {
    private static final byte[][] NO_KEYS = {};

    private final MVMap<byte[], byte[]> map;
    private final boolean unique;
    private final boolean primary;
    private final Field[] fields;
    private final boolean topLevel;
    private volatile boolean multikey;

    OrderedIndex(String name, List<IndexKey> keys, boolean unique, boolean sparse, MVMap<byte[], byte[]> map) {
        super(name, keys, sparse);
        this.map = map;
        this.unique = unique;
        this.primary = keys.size() == 1 && keys.get(0).getKey().equals("_id");
        this.fields = keys.stream().map(Field::new).toArray(Field[]::new);
        this.topLevel = Arrays.stream(fields).noneMatch(field -> field.path.contains("."));
    }

    MVMap<byte[], byte[]> map() {
        return map;
    }

    /** Whether this is the index on {@code _id}, whose map holds the documents. */
    boolean isPrimary() {
        return primary;
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    boolean sparse() {
        return isSparse();
    }

    int fieldCount() {
        return fields.length;
    }

    String path(int field) {
        return fields[field].path;
    }

    boolean ascending(int field) {
        return fields[field].ascending;
    }

    /** Whether some document has, or once had, an array in an indexed field: then a row may have several keys. */
    boolean isMultikey() {
        return multikey;
    }

    void becomeMultikey() {
        multikey = true;
    }

    /** The keys of a document, without the row's key. None if the index is sparse and leaves the document out. */
    byte[][] keysOf(RawDocument document) {
        if (!topLevel) {
            return keysOfPaths(document.document());
        }
        byte[] bson = document.bson();
        int[] places = places(bson);
        boolean present = false;
        for (int place : places) {
            present |= place >= 0;
            if (place >= 0 && bson[place] == Bson.ARRAY) {
                return keysOfPaths(document.document());
            }
        }
        if (!present && isSparse()) {
            return NO_KEYS;
        }
        KeyWriter writer = new KeyWriter();
        for (int i = 0; i < places.length; i++) {
            writer.element(bson, places[i], fields[i].ascending);
        }
        return new byte[][] {writer.toBytes()};
    }

    /** The key under which an entry is kept. */
    byte[] entryKey(byte[] key, byte[] rowKey) {
        if (unique) {
            return key;
        }
        byte[] entry = Arrays.copyOf(key, key.length + rowKey.length);
        System.arraycopy(rowKey, 0, entry, key.length, rowKey.length);
        return entry;
    }

    /** Whether the document still has the entry that led to it. */
    boolean holds(RawDocument document, byte[] rowKey, byte[] entryKey) {
        for (byte[] key : keysOf(document)) {
            int length = unique ? entryKey.length : entryKey.length - rowKey.length;
            if (key.length == length && Arrays.equals(key, 0, length, entryKey, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** The fields' values as a duplicate-key error shows them. */
    Document keyValue(RawDocument document) {
        Document values = new Document();
        for (Field field : fields) {
            Object value = Utils.getSubdocumentValueCollectionAware(document.document(), field.path);
            values.put(field.path, value instanceof Missing ? null : value);
        }
        return values;
    }

    Document keyPattern() {
        Document pattern = new Document();
        for (Field field : fields) {
            pattern.put(field.path, field.ascending ? 1 : -1);
        }
        return pattern;
    }

    private int[] places(byte[] bson) {
        int[] places = new int[fields.length];
        Arrays.fill(places, -1);
        int missing = fields.length;
        int at = 4;
        while (bson[at] != 0 && missing > 0) {
            int nameAt = at + 1;
            int nameEnd = Bson.nameEnd(bson, nameAt);
            for (int i = 0; i < fields.length; i++) {
                byte[] name = fields[i].name;
                if (places[i] < 0
                        && name.length == nameEnd - nameAt
                        && Arrays.equals(bson, nameAt, nameEnd, name, 0, name.length)) {
                    places[i] = at;
                    missing--;
                }
            }
            at = Bson.valueEnd(bson[at], bson, nameEnd + 1);
        }
        return places;
    }

    private byte[][] keysOfPaths(Document document) {
        List<byte[]> keys = new ArrayList<>();
        keys.add(new byte[0]);
        boolean present = false;
        String arrayPath = null;
        for (Field field : fields) {
            Object value = Utils.getSubdocumentValueCollectionAware(document, field.path);
            present |= !(value instanceof Missing);
            if (value instanceof Collection) {
                if (arrayPath != null) {
                    throw new CannotIndexParallelArraysError(List.of(arrayPath, field.path));
                }
                arrayPath = field.path;
                multikey = true;
            }
            keys = extended(keys, distinctElements(value), field.ascending);
        }
        return !present && isSparse() ? NO_KEYS : keys.toArray(new byte[0][]);
    }

    private static List<@Nullable Object> distinctElements(Object value) {
        List<@Nullable Object> elements = new ArrayList<>();
        if (value instanceof Collection && !((Collection<?>) value).isEmpty()) {
            for (Object element : (Collection<?>) value) {
                elements.add(element instanceof Missing ? null : element);
            }
        } else {
            elements.add(value instanceof Missing || value instanceof Collection ? null : value);
        }
        return elements;
    }

    private static List<byte[]> extended(List<byte[]> keys, List<@Nullable Object> values, boolean ascending) {
        List<byte[]> extended = new ArrayList<>(keys.size() * values.size());
        for (byte[] key : keys) {
            for (Object value : values) {
                KeyWriter writer = new KeyWriter();
                writer.bytes(key);
                writer.value(value, ascending);
                byte[] bytes = writer.toBytes();
                if (extended.stream().noneMatch(other -> Arrays.equals(other, bytes))) {
                    extended.add(bytes);
                }
            }
        }
        return extended;
    }

    @Override
    public boolean hasSameOptions(Index<?> other) {
        return super.hasSameOptions(other)
                && unique == other.isUnique()
                && other instanceof OrderedIndex orderedIndex
                && keyPattern().equals(orderedIndex.keyPattern());
    }

    @Override
    public @Nullable RowKey getPosition(Document document) {
        return primary ? new RowKey(KeyWriter.keyOf(document.get("_id"))) : null;
    }

    @Override
    public long getCount() {
        return map.sizeAsLong();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    /** The number of entries: this server does not count the bytes of an index. */
    @Override
    public long getDataSize() {
        return map.sizeAsLong();
    }

    // The library would look positions up and keep entries through these. Here the collection does both itself, in
    // one step with the row, so they have nothing left to do.

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<RowKey> getPositions(Document query) {
        throw new IllegalStateException("the planner reads " + getName());
    }

    @Override
    public void checkAdd(Document document, MongoCollection<RowKey> collection) {}

    @Override
    public void add(Document document, RowKey position, MongoCollection<RowKey> collection) {}

    @Override
    public @Nullable RowKey remove(Document document) {
        return null;
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<RowKey> collection) {}

    @Override
    public void updateInPlace(
            Document oldDocument, Document newDocument, RowKey position, MongoCollection<RowKey> collection) {}

    @Override
    public void drop() {}

    /** One indexed field: its dotted path, its bytes when it is a plain name, and its direction. */
    private static final class Field {
        private final String path;
        private final byte[] name;
        private final boolean ascending;

        private Field(IndexKey key) {
            this.path = key.getKey();
            this.name = path.getBytes(StandardCharsets.UTF_8);
            this.ascending = key.isAscending();
        }
    }
}
