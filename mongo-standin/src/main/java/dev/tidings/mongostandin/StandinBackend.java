package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All databases of one server, over one {@link Storage}. */
final class StandinBackend extends AbstractMongoBackend {
    /** Commands that are answered only when what they changed is safe. */
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findandmodify", "aggregate");

    private static final int DATABASES_MAX = 100;
    private static final int WRITE_BATCH_MAX = 100_000;

    private final Storage storage;
    private final Map<String, MongoDatabase> opened = new ConcurrentHashMap<>();
    private final OpenCursors cursors = new OpenCursors();

    /** Opens every database there is and brings it to where the journal ends. */
    StandinBackend(Storage storage, Clock clock) {
        super(clock);
        this.storage = storage;
        for (String name : CatalogCollection.databases(StandinDatabase.catalog(storage))) {
            resolveDatabase(name);
        }
        storage.recover();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String databaseName) {
        if (opened.size() >= DATABASES_MAX && !opened.containsKey(databaseName)) {
            throw new StorageException("There are " + DATABASES_MAX + " databases already");
        }
        return opened.computeIfAbsent(databaseName, name -> new StandinDatabase(name, cursors, storage));
    }

    /** Answers a command; what it changed is safe when this returns. */
    @Override
    public Document handleCommand(Channel channel, String databaseName, String command, Document query) {
        Document reply = execute(channel, databaseName, command, query);
        if (changes(command)) {
            storage.commit();
        }
        return reply;
    }

    /** Answers a command. What it changed is safe only after {@link Storage#commit}. */
    Document execute(Channel channel, String databaseName, String command, Document query) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "hello", "ismaster" -> hello(channel, databaseName);
            case "dropdatabase" ->
                storage.exclusively(() -> super.handleCommand(channel, databaseName, command, query));
            default -> super.handleCommand(channel, databaseName, command, query);
        };
    }

    private Document hello(Channel channel, String databaseName) {
        Document reply = super.handleCommand(channel, databaseName, "ismaster", new Document("ismaster", 1));
        reply.put("helloOk", true);
        reply.put("isWritablePrimary", true);
        reply.put("maxWriteBatchSize", WRITE_BATCH_MAX);
        return reply;
    }

    static boolean changes(String command) {
        return WRITES.contains(command.toLowerCase(Locale.ROOT));
    }

    /** Whether a command may take so long that others should not wait behind it. */
    boolean isSlow(String databaseName, String command, Document query) {
        return switch (command.toLowerCase(Locale.ROOT)) {
            case "hello", "ismaster", "ping", "buildinfo", "endsessions", "killcursors" -> false;
            case "getmore" -> {
                OpenCursor cursor = cursors.get(cursorId(query.get(command)));
                yield cursor != null && cursor.isSlow();
            }
            default -> opened.get(databaseName) instanceof StandinDatabase database && database.isSlow(command, query);
        };
    }

    private static long cursorId(@Nullable Object id) {
        if (id instanceof Number number) {
            return number.longValue();
        }
        throw new MongoServerError(14, "TypeMismatch", "a cursor's id is a number");
    }

    @Override
    protected Document handleGetMore(String databaseName, String command, Document query) {
        long id = cursorId(query.get(command));
        Cursor cursor = cursors.getCursor(id);
        int most = query.get("batchSize") instanceof Number ? ((Number) query.get("batchSize")).intValue() : 0;
        List<?> batch = cursor instanceof OpenCursor open
                ? open.take(most)
                : cursor.takeDocuments(most > 0 ? most : OpenCursor.FIRST_BATCH);
        if (cursor.isEmpty()) {
            cursors.remove(cursor);
            id = 0;
        }
        Document inner = new Document("nextBatch", batch);
        inner.put("id", id);
        inner.put("ns", databaseName + "." + query.get("collection"));
        return new Document("cursor", inner).append("ok", 1.0);
    }

    @Override
    protected Document handleKillCursors(Document query) {
        List<Long> killed = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (Object id : query.get("cursors") instanceof List ? (List<?>) query.get("cursors") : List.of()) {
            long cursor = cursorId(id);
            (cursors.remove(cursor) ? killed : unknown).add(cursor);
        }
        Document reply = new Document("cursorsKilled", killed);
        reply.put("cursorsNotFound", unknown);
        return reply.append("ok", 1.0);
    }

    @Override
    public void closeCursors(List<Long> cursorIds) {
        cursorIds.forEach(cursors::remove);
    }

    void expireCursors() {
        cursors.expire();
    }

    @Override
    public void dropDatabase(String databaseName) {
        super.dropDatabase(databaseName);
        opened.remove(databaseName);
    }

    @Override
    public void close() {
        super.close();
        storage.close();
    }
}
