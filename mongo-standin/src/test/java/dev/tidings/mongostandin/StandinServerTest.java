package dev.tidings.mongostandin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.AggregateIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("JavaUtilDate") // what the driver makes of a date
class StandinServerTest {
    @TempDir
    static Path data;

    private static TestServer server;

    private MongoCollection<Document> cells;

    @BeforeAll
    static void start() {
        server = new TestServer(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void emptyCollection() {
        server.database().drop();
        cells = cells();
        createIndexes();
    }

    private MongoCollection<Document> cells() {
        return server.database().getCollection("cell");
    }

    private void createIndexes() {
        cells.createIndex(
                Indexes.ascending("o", "m"), new IndexOptions().name("o_m").unique(true));
    }

    private static String id(String owner, long seq) {
        return owner + "/" + String.format("%019d", seq);
    }

    private static Document cell(String owner, long seq) {
        return new Document("_id", id(owner, seq))
                .append("o", owner)
                .append("m", "m" + seq)
                .append("s", seq)
                .append("b", new Binary(new byte[] {1, 2, (byte) seq}));
    }

    private void insert(String owner, int from, int to) {
        cells.insertMany(IntStream.rangeClosed(from, to)
                .mapToObj(seq -> cell(owner, seq))
                .toList());
    }

    private static List<Long> seqs(Iterable<Document> documents) {
        List<Long> seqs = new ArrayList<>();
        documents.forEach(document -> seqs.add(document.getLong("s")));
        return seqs;
    }

    private static Bson between(String owner, long from, long to) {
        return Filters.and(Filters.gte("_id", id(owner, from)), Filters.lte("_id", id(owner, to)));
    }

    @Test
    void aDocumentComesBackAsItWasSent() {
        Document document = new Document("_id", 1)
                .append("text", "täglich \u0000 \uD83D\uDE00")
                .append("int", 17)
                .append("long", 1L << 60)
                .append("double", -0.5)
                .append("flag", true)
                .append("none", null)
                .append("date", new Date(1_700_000_000_123L))
                .append("id", new ObjectId())
                .append("bytes", new Binary(new byte[] {0, -1, 5}))
                .append("list", List.of(1, "two", new Document("three", 3)))
                .append("nested", new Document("a", new Document("b", List.of())));

        cells.insertOne(document);

        assertThat(cells.find(Filters.eq("_id", 1)).first()).isEqualTo(document);
    }

    @Test
    void aRangeOfIdsComesInOrderFromEitherEnd() {
        insert("u:alice", 1, 300);
        insert("u:alicia", 1, 10);
        insert("u:bob", 1, 10);

        assertThat(seqs(cells.find(between("u:alice", 5, 260))
                        .sort(Sorts.ascending("_id"))
                        .limit(3)))
                .containsExactly(5L, 6L, 7L);
        assertThat(seqs(cells.find(between("u:alice", 5, 260))
                        .sort(Sorts.descending("_id"))
                        .limit(3)))
                .containsExactly(260L, 259L, 258L);
        assertThat(seqs(cells.find(between("u:alice", 5, 260))
                        .sort(Sorts.descending("_id"))
                        .skip(255)))
                .containsExactly(5L);
        assertThat(seqs(cells.find(between("u:alice", 299, 9999)))).containsExactly(299L, 300L);
        assertThat(cells.find(Filters.and(Filters.gt("_id", id("u:bob", 10)), Filters.lt("_id", "u:c"))))
                .isEmpty();
    }

    @Test
    void manyIdsAreLookedUpInOneQuery() {
        insert("u:alice", 1, 500);

        List<String> ids = IntStream.rangeClosed(1, 600)
                .filter(seq -> seq % 3 == 0)
                .mapToObj(seq -> id("u:alice", seq))
                .toList();

        assertThat(seqs(cells.find(Filters.in("_id", ids)))).hasSize(166).startsWith(3L, 6L);
    }

    @Test
    void messagesAreFoundByOwnerAndMessageInEveryCombination() {
        insert("c:1", 1, 100);
        insert("c:2", 50, 150);

        assertThat(seqs(cells.find(Filters.and(Filters.eq("o", "c:1"), Filters.in("m", "m7", "m99", "m140", "m7")))))
                .containsExactlyInAnyOrder(7L, 99L);
        assertThat(cells.find(Filters.and(
                        Filters.in("o", "c:1", "c:2", "c:3"),
                        Filters.in(
                                "m",
                                IntStream.range(0, 120).mapToObj(i -> "m" + i).toList()))))
                .hasSize(100 + 70);
        assertThat(cells.find(Filters.eq("o", "c:2"))).hasSize(101);
        assertThat(seqs(cells.find(Filters.and(Filters.eq("o", "c:1"), Filters.eq("s", 12L)))))
                .containsExactly(12L);
    }

    @Test
    void aQueryNoIndexCanAnswerIsAnsweredAllTheSame() {
        insert("u:alice", 1, 150);

        assertThat(seqs(cells.find(Filters.or(Filters.eq("s", 5L), Filters.gt("s", 148L)))
                        .sort(Sorts.descending("s"))))
                .containsExactly(150L, 149L, 5L);
        assertThat(cells.find(Filters.regex("m", "^m14"))).hasSize(11);
        assertThat(cells.find(Filters.exists("nothing"))).isEmpty();
        assertThat(cells.find(Filters.ne("o", "u:alice"))).isEmpty();
        assertThat(seqs(cells.find().sort(Sorts.descending("s")).skip(1).limit(2)))
                .containsExactly(149L, 148L);
    }

    @Test
    void aLongResultIsFetchedInBatches() {
        insert("u:alice", 1, 1000);

        assertThat(seqs(cells.find(between("u:alice", 1, 1000)).batchSize(7)))
                .hasSize(1000)
                .isSorted();
        assertThat(seqs(cells.find().sort(Sorts.descending("_id")).batchSize(33)))
                .hasSize(1000)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(seqs(cells.find(Filters.gt("s", 10L)).batchSize(33))).hasSize(990);
        assertThat(cells.find().limit(250)).hasSize(250);
    }

    @Test
    void aDuplicateNamesTheIndexInTheWay() {
        cells.insertOne(cell("u:alice", 1));

        assertThatThrownBy(() -> cells.insertOne(cell("u:alice", 1)))
                .isInstanceOfSatisfying(MongoWriteException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(11000);
                    assertThat(e.getMessage()).contains("_id_").contains("E11000 duplicate key error collection");
                });
        assertThatThrownBy(() -> cells.insertOne(cell("u:alice", 2).append("m", "m1")))
                .isInstanceOfSatisfying(MongoWriteException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(11000);
                    assertThat(e.getMessage()).contains("index: o_m dup key: { o: \"u:alice\", m: \"m1\" }");
                });
        assertThat(cells.countDocuments()).isEqualTo(1);
    }

    @Test
    void aWriteErrorCarriesKeyPatternAndKeyValue() {
        cells.insertOne(cell("u:alice", 1));

        Document reply = server.database()
                .runCommand(new Document("insert", "cell")
                        .append("ordered", false)
                        .append(
                                "documents",
                                List.of(cell("u:alice", 5), cell("u:alice", 6).append("m", "m1"))));

        assertThat(reply.getInteger("n")).isEqualTo(1);
        Document error = reply.getList("writeErrors", Document.class).get(0);
        assertThat(error.getInteger("index")).isEqualTo(1);
        assertThat(error.getInteger("code")).isEqualTo(11000);
        assertThat(error.get("keyPattern")).isEqualTo(new Document("o", 1).append("m", 1));
        assertThat(error.get("keyValue")).isEqualTo(new Document("o", "u:alice").append("m", "m1"));
    }

    @Test
    void anUnorderedInsertStoresAllButTheDuplicates() {
        insert("u:alice", 3, 4);

        List<Document> batch = IntStream.rangeClosed(1, 6)
                .mapToObj(seq -> cell("u:alice", seq))
                .toList();
        MongoBulkWriteException failure = catchThrowableOfType(
                MongoBulkWriteException.class, () -> cells.insertMany(batch, new InsertManyOptions().ordered(false)));

        assertThat(failure.getWriteErrors())
                .extracting(BulkWriteError::getIndex)
                .containsExactly(2, 3);
        assertThat(failure.getWriteErrors()).extracting(BulkWriteError::getCode).containsOnly(11000);
        assertThat(failure.getWriteResult().getInsertedCount()).isEqualTo(4);
        assertThat(cells.countDocuments()).isEqualTo(6);
    }

    @Test
    void anOrderedInsertStopsAtTheFirstDuplicate() {
        insert("u:alice", 3, 3);

        List<Document> batch = IntStream.rangeClosed(1, 6)
                .mapToObj(seq -> cell("u:alice", seq))
                .toList();
        MongoBulkWriteException failure =
                catchThrowableOfType(MongoBulkWriteException.class, () -> cells.insertMany(batch));

        assertThat(failure.getWriteErrors())
                .extracting(BulkWriteError::getIndex)
                .containsExactly(2);
        assertThat(seqs(cells.find().sort(Sorts.ascending("_id")))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRefusedDocumentLeavesNoTraceInAnyIndex() {
        cells.insertOne(cell("u:alice", 1));

        assertThatThrownBy(() -> cells.insertOne(cell("u:alice", 1).append("m", "other")))
                .isInstanceOf(MongoWriteException.class);
        assertThatThrownBy(() -> cells.insertOne(cell("u:alice", 2).append("m", "m1")))
                .isInstanceOf(MongoWriteException.class);

        cells.insertOne(cell("u:alice", 2).append("m", "other"));
        assertThat(cells.find(Filters.eq("o", "u:alice"))).hasSize(2);
    }

    @Test
    void anUpsertKeepsTheGreatestValueAndSetsTheRestOnce() {
        MongoCollection<Document> members = server.database().getCollection("member");
        members.createIndex(Indexes.ascending("o"), new IndexOptions().name("o"));
        UpdateOptions upsert = new UpdateOptions().upsert(true);

        UpdateResult first = members.updateOne(Filters.eq("_id", "alice|c1"), read(7, "alice", "c1"), upsert);
        UpdateResult lower = members.updateOne(Filters.eq("_id", "alice|c1"), read(3, "bob", "c2"), upsert);
        UpdateResult higher = members.updateOne(Filters.eq("_id", "alice|c1"), read(9, "bob", "c2"), upsert);

        assertThat(first.getUpsertedId()).isNotNull();
        assertThat(lower.getModifiedCount()).isZero();
        assertThat(higher.getModifiedCount()).isEqualTo(1);
        assertThat(members.find(Filters.eq("o", "alice")))
                .containsExactly(new Document("_id", "alice|c1")
                        .append("read", 9L)
                        .append("o", "alice")
                        .append("c", "c1"));
    }

    private static Bson read(long seq, String owner, String conversation) {
        return Updates.combine(
                Updates.max("read", seq), Updates.setOnInsert("o", owner), Updates.setOnInsert("c", conversation));
    }

    @Test
    void aPlainUpdateOfOneDoesWhatTheSameUpdateOfManyDoes() {
        Random random = new Random(7);
        UpdateOptions upsert = new UpdateOptions().upsert(true);
        MongoCollection<Document> others = server.database().getCollection("many");
        MongoCollection<Document> ones = server.database().getCollection("one");
        for (int i = 0; i < 300; i++) {
            Document changes = new Document();
            for (String field : List.of("a", "b", "c")) {
                String operator =
                        List.of("$set", "$setOnInsert", "$max", "$min", "$inc").get(random.nextInt(5));
                changes.computeIfAbsent(operator, key -> new Document());
                changes.get(operator, Document.class).append(field, value(random, operator));
            }
            Bson filter = Filters.eq("_id", random.nextInt(40));

            // The one is done by the stand-in, the other by the library.
            String one = outcome(() -> ones.updateOne(filter, changes, upsert));
            String many = outcome(() -> others.updateMany(filter, changes, upsert));

            assertThat(one).as("%s", changes).isEqualTo(many);
        }
        assertThat(ones.find().sort(Sorts.ascending("_id")))
                .containsExactlyElementsOf(others.find().sort(Sorts.ascending("_id")));
    }

    private static Object value(Random random, String operator) {
        return switch (random.nextInt(operator.equals("$inc") ? 3 : 5)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextLong(1L << 40);
            case 2 -> random.nextInt(4) / 2.0;
            case 3 -> "text" + random.nextInt(3);
            default -> List.of(random.nextInt(2));
        };
    }

    private static String outcome(Supplier<UpdateResult> update) {
        try {
            return update.get().toString();
        } catch (MongoWriteException e) {
            return "error " + e.getCode();
        }
    }

    @Test
    void anUpdateMovesADocumentInTheIndexes() {
        insert("u:alice", 1, 3);

        cells.updateOne(Filters.eq("_id", id("u:alice", 2)), Updates.set("m", "moved"));

        assertThat(cells.find(Filters.and(Filters.eq("o", "u:alice"), Filters.eq("m", "m2"))))
                .isEmpty();
        assertThat(seqs(cells.find(Filters.and(Filters.eq("o", "u:alice"), Filters.eq("m", "moved")))))
                .containsExactly(2L);
        assertThatThrownBy(() -> cells.updateOne(Filters.eq("_id", id("u:alice", 3)), Updates.set("m", "m1")))
                .isInstanceOfSatisfying(
                        MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
        assertThat(seqs(cells.find(Filters.and(Filters.eq("o", "u:alice"), Filters.eq("m", "m3")))))
                .containsExactly(3L);
    }

    @Test
    void anUpdateOfManyMeetsEachDocumentOnce() {
        insert("u:alice", 1, 300);

        UpdateResult result = cells.updateMany(Filters.gte("s", 1L), Updates.inc("s", 1000L));

        assertThat(result.getMatchedCount()).isEqualTo(300);
        assertThat(result.getModifiedCount()).isEqualTo(300);
        assertThat(cells.countDocuments(Filters.gt("s", 2000L))).isZero();
    }

    @Test
    void anUpdateByTheFieldItChangesMeetsEachDocumentOnce() {
        cells.createIndex(Indexes.ascending("s"), new IndexOptions().name("s"));
        insert("u:alice", 1, 300);

        cells.updateMany(Filters.gte("s", 1L), Updates.inc("s", 1L));

        assertThat(seqs(cells.find(Filters.gte("s", 0L)).sort(Sorts.ascending("s"))))
                .startsWith(2L)
                .endsWith(301L)
                .hasSize(300);
    }

    @Test
    void oneCommandMixesWrites() {
        insert("u:alice", 1, 5);

        BulkWriteResult result = cells.bulkWrite(List.of(
                new InsertOneModel<>(cell("u:alice", 6)),
                new UpdateOneModel<>(Filters.eq("_id", id("u:alice", 1)), Updates.push("tags", "x")),
                new UpdateOneModel<>(Filters.eq("_id", id("u:alice", 1)), Updates.addToSet("tags", "x")),
                new ReplaceOneModel<>(
                        Filters.eq("_id", id("u:alice", 2)), cell("u:alice", 2).append("new", 1)),
                new UpdateOneModel<>(Filters.eq("_id", "fresh"), Updates.set("v", 1), new UpdateOptions().upsert(true)),
                new DeleteManyModel<>(between("u:alice", 4, 5))));

        assertThat(result.getInsertedCount()).isEqualTo(1);
        assertThat(result.getMatchedCount()).isEqualTo(3);
        assertThat(result.getModifiedCount()).isEqualTo(2);
        assertThat(result.getUpserts()).hasSize(1);
        assertThat(result.getDeletedCount()).isEqualTo(2);
        assertThat(cells.find(Filters.eq("_id", id("u:alice", 1))).first().getList("tags", String.class))
                .containsExactly("x");
        assertThat(cells.countDocuments()).isEqualTo(5);
    }

    @Test
    void findAndModifyReturnsTheDocumentBeforeOrAfter() {
        cells.insertOne(cell("u:alice", 1));
        Bson byId = Filters.eq("_id", id("u:alice", 1));

        assertThat(cells.findOneAndUpdate(byId, Updates.inc("s", 10L)).getLong("s"))
                .isEqualTo(1);
        assertThat(cells.findOneAndUpdate(
                                byId,
                                Updates.inc("s", 10L),
                                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER))
                        .getLong("s"))
                .isEqualTo(21);
        assertThat(cells.findOneAndReplace(byId, cell("u:alice", 1)).getLong("s"))
                .isEqualTo(21);
        assertThat(cells.findOneAndDelete(byId).getLong("s")).isEqualTo(1);
        assertThat(cells.countDocuments()).isZero();
    }

    @Test
    void deletesByRangeTakeTheIndexEntriesAlong() {
        insert("u:alice", 1, 2500);
        insert("u:bob", 1, 10);

        long deleted = cells.deleteMany(between("u:alice", 2, 2499)).getDeletedCount();

        assertThat(deleted).isEqualTo(2498);
        assertThat(seqs(cells.find(Filters.eq("o", "u:alice")))).containsExactlyInAnyOrder(1L, 2500L);
        insert("u:alice", 2, 3);
        assertThat(cells.deleteOne(Filters.eq("o", "u:bob")).getDeletedCount()).isEqualTo(1);
        assertThat(cells.countDocuments(Filters.eq("o", "u:bob"))).isEqualTo(9);
    }

    @Test
    void countsKnowRanges() {
        insert("u:alice", 1, 500);
        insert("u:bob", 1, 7);

        assertThat(cells.countDocuments(between("u:alice", 100, 199))).isEqualTo(100);
        assertThat(cells.countDocuments(Filters.eq("o", "u:bob"))).isEqualTo(7);
        assertThat(cells.countDocuments(Filters.in("_id", id("u:bob", 1), id("u:bob", 99))))
                .isEqualTo(1);
        assertThat(cells.countDocuments(Filters.gt("s", 490L))).isEqualTo(10);
        assertThat(cells.countDocuments()).isEqualTo(507);
        assertThat(cells.estimatedDocumentCount()).isEqualTo(507);
    }

    @Test
    void aPipelineThatBeginsWithAMatchIsAnswered() {
        insert("u:alice", 1, 10);
        insert("u:bob", 1, 5);

        AggregateIterable<Document> sums = cells.aggregate(List.of(
                Aggregates.match(Filters.in("o", "u:alice", "u:bob")),
                Aggregates.group("$o", Accumulators.sum("total", "$s")),
                Aggregates.sort(Sorts.ascending("_id"))));

        assertThat(sums)
                .containsExactly(
                        new Document("_id", "u:alice").append("total", 55L),
                        new Document("_id", "u:bob").append("total", 15L));
        assertThat(cells.distinct("o", String.class)).containsExactlyInAnyOrder("u:alice", "u:bob");
    }

    @Test
    void aProjectionLeavesWhatWasAskedFor() {
        cells.insertOne(cell("u:alice", 1));

        assertThat(cells.find().projection(Projections.include("s")).first())
                .isEqualTo(new Document("_id", id("u:alice", 1)).append("s", 1L));
        assertThat(cells.find()
                        .projection(Projections.fields(Projections.include("s"), Projections.excludeId()))
                        .first())
                .isEqualTo(new Document("s", 1L));
        assertThat(cells.find().projection(Projections.exclude("b", "o", "m")).first())
                .isEqualTo(new Document("_id", id("u:alice", 1)).append("s", 1L));
    }

    @Test
    void creatingAnIndexAgainChangesNothing() {
        createIndexes();
        createIndexes();

        assertThat(cells.listIndexes())
                .extracting(index -> index.getString("name"))
                .containsExactlyInAnyOrder("_id_", "o_m");
        assertThatThrownBy(() -> cells.createIndex(
                        Indexes.ascending("o", "m"),
                        new IndexOptions().name("other").unique(true)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getCode()).isEqualTo(85));
        assertThatThrownBy(() -> cells.createIndex(
                        Indexes.ascending("o"), new IndexOptions().name("o_m").unique(true)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getCode()).isEqualTo(86));
    }

    @Test
    void anIndexOnAFullCollectionHoldsWhatIsThere() {
        insert("u:alice", 1, 700);

        cells.createIndex(Indexes.descending("s"), new IndexOptions().name("s"));

        assertThat(seqs(cells.find(Filters.gt("s", 695L)).sort(Sorts.descending("s"))))
                .containsExactly(700L, 699L, 698L, 697L, 696L);
        cells.dropIndex("s");
        assertThat(cells.find(Filters.gt("s", 695L))).hasSize(5);
    }

    @Test
    void aUniqueIndexIsRefusedWhereThereAreDuplicates() {
        cells.insertOne(cell("u:alice", 1).append("x", 1));
        cells.insertOne(cell("u:alice", 2).append("x", 1));

        assertThatThrownBy(() -> cells.createIndex(
                        Indexes.ascending("x"), new IndexOptions().name("x").unique(true)))
                .isInstanceOfSatisfying(
                        MongoServerException.class, e -> assertThat(e.getCode()).isEqualTo(11000));

        assertThat(cells.listIndexes()).hasSize(2);
        cells.insertOne(cell("u:alice", 3).append("x", 1));
    }

    @Test
    void droppingAnIndexLeavesItsNamesakesAlone() {
        MongoCollection<Document> other = server.database().getCollection("other");
        other.createIndex(
                Indexes.ascending("o", "m"), new IndexOptions().name("o_m").unique(true));

        cells.dropIndex("o_m");

        assertThat(cells.listIndexes()).hasSize(1);
        assertThat(other.listIndexes()).hasSize(2);
        other.drop();
        assertThat(server.database().listCollectionNames()).containsExactly("cell");
    }

    @Test
    void arraysAreFoundByTheirElements() {
        cells.createIndex(Indexes.ascending("tags"), new IndexOptions().name("tags"));
        cells.insertOne(cell("u:alice", 1).append("tags", List.of("a", "b")));
        cells.insertOne(cell("u:alice", 2).append("tags", List.of("b", "c", "b")));
        cells.insertOne(cell("u:alice", 3).append("tags", "b"));
        cells.insertOne(cell("u:alice", 4).append("tags", List.of()));
        cells.insertOne(cell("u:alice", 5));

        assertThat(seqs(cells.find(Filters.eq("tags", "b")))).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(seqs(cells.find(Filters.in("tags", "a", "c")))).containsExactlyInAnyOrder(1L, 2L);
        assertThat(seqs(cells.find(Filters.eq("tags", List.of("a", "b"))))).containsExactly(1L);
        assertThat(seqs(cells.find(Filters.eq("tags", null)))).containsExactly(5L);
        cells.updateOne(Filters.eq("tags", "c"), Updates.pull("tags", "b"));
        assertThat(seqs(cells.find(Filters.eq("tags", "b")))).containsExactlyInAnyOrder(1L, 3L);
    }

    @Test
    void idsOfEveryKindAreUnique() {
        List<Object> ids = List.of(
                1,
                2L,
                3.5,
                "1",
                true,
                new Date(5),
                new ObjectId(),
                new Binary(new byte[] {1}),
                new Document("a", 1).append("b", "x"),
                (1L << 53) + 1);
        ids.forEach(id -> cells.insertOne(
                new Document("_id", id).append("o", id.getClass().getName()).append("m", id.toString())));

        for (Object id : ids) {
            assertThat(cells.find(Filters.eq("_id", id)).first())
                    .as("%s", id)
                    .isNotNull()
                    .extracting(document -> document.get("m"))
                    .isEqualTo(id.toString());
        }
        for (Object twin : List.of(1L, 1.0, 2, 2.0)) {
            assertThatThrownBy(() -> cells.insertOne(new Document("_id", twin)
                            .append("m", UUID.randomUUID().toString())))
                    .isInstanceOf(MongoWriteException.class);
        }
        cells.insertOne(new Document("_id", 1L << 53).append("m", "neighbour"));
    }

    @Test
    void everythingIsThereAfterARestart() {
        assumeThat(TestServer.GIVEN_URI).isNull();
        insert("u:alice", 1, 1000);
        cells.deleteMany(between("u:alice", 10, 19));
        cells.updateOne(Filters.eq("_id", id("u:alice", 1)), Updates.set("m", "changed"));

        server.restart();
        cells = cells();

        assertThat(cells.countDocuments()).isEqualTo(990);
        assertThat(seqs(cells.find(Filters.and(Filters.eq("o", "u:alice"), Filters.eq("m", "changed")))))
                .containsExactly(1L);
        assertThat(cells.listIndexes()).hasSize(2);
        assertThatThrownBy(() -> cells.insertOne(cell("u:alice", 2000).append("m", "changed")))
                .isInstanceOf(MongoWriteException.class);
        insert("u:alice", 10, 19);
    }

    @Test
    void withFsyncManyWritersShareACommit(@TempDir Path synced) throws InterruptedException {
        assumeThat(TestServer.GIVEN_URI).isNull();
        StandinOptions options = MongoStandin.options("--port", "0", "--fsync", "--data", synced.toString());
        for (int round = 1; round <= 2; round++) {
            StandinServer syncing = new StandinServer(options, Clock.systemUTC(), cause -> {});
            try (MongoClient client = MongoClients.create(
                    "mongodb://127.0.0.1:" + syncing.address().getPort() + "/")) {
                MongoCollection<Document> collection =
                        client.getDatabase("synced").getCollection("cell");
                List<Thread> writers = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    String owner = "round" + round + "/writer" + writer;
                    writers.add(new Thread(
                            () -> IntStream.rangeClosed(1, 10).forEach(seq -> collection.insertOne(cell(owner, seq)))));
                }
                writers.forEach(Thread::start);
                for (Thread writer : writers) {
                    writer.join();
                }
                assertThat(collection.countDocuments()).isEqualTo(round * 40L);
            } finally {
                syncing.close();
            }
        }
    }

    @Test
    void unknownOptionsAreRefused() {
        assertThatThrownBy(() -> MongoStandin.options("--data", "x", "--speed", "9"))
                .hasMessage("Unknown option --speed");
        assertThatThrownBy(() -> MongoStandin.options("--port", "1")).hasMessage("--data is missing");
        assertThatThrownBy(() -> MongoStandin.options("--port")).hasMessage("--port needs a value");
    }

    @Test
    void dataInUseIsRefusedWithASentence() {
        assumeThat(TestServer.GIVEN_URI).isNull();

        assertThatThrownBy(() -> new Storage(StandinOptions.of("127.0.0.1", 0, data), cause -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessage("The data in " + data + " is in use by another process");
    }

    @Test
    void whatIsNotSupportedIsRefusedNotIgnored() {
        assumeThat(TestServer.GIVEN_URI).isNull();

        assertThatThrownBy(() -> cells.updateOne(Filters.eq("_id", 1), List.of(Updates.set("x", 1))))
                .hasMessageContaining("not supported");
        assertThatThrownBy(() -> cells.createIndex(
                        Indexes.ascending("x"),
                        new IndexOptions().name("x").partialFilterExpression(Filters.exists("y"))))
                .hasMessageContaining("not supported");
        assertThatThrownBy(() -> cells.createIndex(Indexes.text("x"))).hasMessageContaining("not supported");
    }
}
