package dev.tidings.mongostandin;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random queries, answered by the server and by going through a map of everything. */
class PlannerTest {
    private static final int STEPS = 500;

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyIndexGivesWhatGoingThroughEverythingGives(long seed) {
        try (TestServer server = new TestServer(data)) {
            MongoCollection<Document> collection = server.database().getCollection("any");
            collection.createIndex(Indexes.ascending("a", "b"), new IndexOptions().name("ab"));
            collection.createIndex(
                    Indexes.compoundIndex(Indexes.ascending("b"), Indexes.descending("c")),
                    new IndexOptions().name("bc"));
            collection.createIndex(
                    Indexes.descending("c"), new IndexOptions().name("c").sparse(true));
            collection.createIndex(
                    Indexes.ascending("a", "u"), new IndexOptions().name("au").unique(true));
            Random random = new Random(seed);
            Map<String, Document> model = new TreeMap<>();

            for (int step = 0; step < STEPS; step++) {
                change(random, step, collection, model);
                compare(random, collection, model);
            }
        }
    }

    private static void change(
            Random random, int step, MongoCollection<Document> collection, Map<String, Document> model) {
        String id = id(random);
        Document document = new Document("_id", id).append("u", step);
        for (String field : List.of("a", "b", "c")) {
            if (random.nextInt(10) > 0) {
                document.append(field, value(random));
            }
        }
        int kind = random.nextInt(10);
        if (kind < 6 && !model.containsKey(id)) {
            collection.insertOne(document);
            model.put(id, document);
        } else if (kind < 9) {
            boolean known =
                    collection.replaceOne(new Document("_id", id), document).getMatchedCount() == 1;
            assertThat(known).isEqualTo(model.containsKey(id));
            if (known) {
                model.put(id, document);
            }
        } else {
            long deleted = collection.deleteOne(new Document("_id", id)).getDeletedCount();
            assertThat(deleted == 1).isEqualTo(model.remove(id) != null);
        }
    }

    private static void compare(Random random, MongoCollection<Document> collection, Map<String, Document> model) {
        Document filter = new Document();
        Predicate<Document> predicate = document -> true;
        int conditions = random.nextInt(4);
        List<Bson> parts = new ArrayList<>();
        for (int i = 0; i < conditions; i++) {
            String field = List.of("_id", "a", "b", "c").get(random.nextInt(4));
            Condition condition = condition(random, field);
            parts.add(new Document(field, condition.query()));
            predicate = predicate.and(condition.predicate());
        }
        if (random.nextInt(3) == 0) {
            Predicate<Document> any = document -> false;
            List<Bson> alternatives = new ArrayList<>();
            String field = List.of("_id", "a", "b", "c").get(random.nextInt(4));
            for (int i = random.nextInt(4); i >= 0; i--) {
                // Now and then of another field, or no range, which no index can answer.
                String of = random.nextInt(8) == 0 ? "b" : field;
                Condition condition = random.nextInt(8) == 0 ? condition(random, of) : range(random, of);
                alternatives.add(new Document(of, condition.query()));
                any = any.or(condition.predicate());
            }
            parts.add(new Document("$or", alternatives));
            predicate = predicate.and(any);
        }
        if (!parts.isEmpty()) {
            filter.append("$and", parts);
        }
        List<Document> expected =
                new ArrayList<>(model.values().stream().filter(predicate).toList());
        String sortField = List.of("_id", "a", "b", "c").get(random.nextInt(4));
        int direction = random.nextBoolean() ? 1 : -1;
        Comparator<Document> order = Comparator.comparing(document -> document.get(sortField), PlannerTest::compare);
        order = direction > 0 ? order : order.reversed();
        expected.sort(order.thenComparing(document -> document.getString("_id")));

        FindIterable<Document> found =
                collection.find(filter).sort(new Document(sortField, direction).append("_id", 1));
        if (sortField.equals("_id")) {
            found = found.sort(new Document("_id", direction));
        }
        int skip = random.nextInt(4);
        int limit = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
        List<Document> actual =
                found.skip(skip).limit(limit).batchSize(1 + random.nextInt(30)).into(new ArrayList<>());

        List<Document> page = expected.stream()
                .skip(skip)
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .toList();
        assertThat(actual).as("%s by %s %s", filter, sortField, direction).isEqualTo(page);
        assertThat(collection.countDocuments(filter)).as("count of %s", filter).isEqualTo(expected.size());
    }

    private record Condition(Object query, Predicate<Document> predicate) {}

    private static Condition condition(Random random, String field) {
        Object operand = field.equals("_id") ? id(random) : value(random);
        Object other = field.equals("_id") ? id(random) : value(random);
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Condition(operand, document -> equal(document.get(field), operand));
            case 2 ->
                new Condition(
                        new Document("$in", List.of(operand, other)),
                        document -> equal(document.get(field), operand) || equal(document.get(field), other));
            case 3 ->
                new Condition(
                        new Document("$gt", operand),
                        document ->
                                comparable(document.get(field), operand) && compare(document.get(field), operand) > 0);
            case 4 ->
                new Condition(
                        new Document("$lte", operand),
                        document ->
                                comparable(document.get(field), operand) && compare(document.get(field), operand) <= 0);
            case 5 -> range(random, field);
            case 6 -> new Condition(new Document("$ne", operand), document -> !equal(document.get(field), operand));
            default ->
                new Condition(
                        new Document("$eq", null).append("$exists", false), document -> !document.containsKey(field));
        };
    }

    private static Condition range(Random random, String field) {
        Object from = field.equals("_id") ? id(random) : value(random);
        Object to = field.equals("_id") ? id(random) : value(random);
        return new Condition(
                new Document("$gte", from).append("$lt", to),
                document -> comparable(document.get(field), from)
                        && comparable(document.get(field), to)
                        && compare(document.get(field), from) >= 0
                        && compare(document.get(field), to) < 0);
    }

    private static String id(Random random) {
        return "k" + random.nextInt(200);
    }

    /** Numbers of all widths and strings, few enough that they meet. */
    private static Object value(Random random) {
        int number = random.nextInt(7);
        return switch (random.nextInt(5)) {
            case 0 -> number;
            case 1 -> (long) number;
            case 2 -> number + 0.5;
            case 3 -> "s" + number;
            default -> "s" + number + "\u0000";
        };
    }

    private static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return x.doubleValue() == y.doubleValue();
        }
        return Objects.equals(a, b);
    }

    private static boolean comparable(@Nullable Object a, Object b) {
        return (a instanceof Number && b instanceof Number) || (a instanceof String && b instanceof String);
    }

    /** Missing before numbers before strings. */
    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        return Integer.compare(rank(a), rank(b));
    }

    private static int rank(@Nullable Object value) {
        return value == null ? 0 : value instanceof Number ? 1 : 2;
    }

    @Test
    void theQueriesOfAMailboxNeedNoScanAndNoSort() {
        OrderedIndex id = index("_id_", true, "_id");
        OrderedIndex ownerMessage = index("o_m", true, "o", "m");
        OrderedIndex owner = index("o", false, "o");
        OrderedIndex[] indexes = {id, ownerMessage, owner};

        assertUses(id, "{_id: {$gte: 'a', $lte: 'b'}}", "{_id: -1}", indexes);
        assertUses(id, "{$and: [{_id: {$gte: 'a'}}, {_id: {$lte: 'b'}}]}", "{_id: 1}", indexes);
        assertUses(id, "{_id: {$in: ['a', 'b']}}", "{}", indexes);
        assertUses(id, "{$or: [{_id: {$gte: 'c', $lte: 'd'}}, {_id: {$gte: 'a', $lte: 'b'}}]}", "{}", indexes);
        assertUses(ownerMessage, "{o: 'x', m: {$in: ['a', 'b']}}", "{}", indexes);
        assertUses(ownerMessage, "{o: {$in: ['x', 'y']}, m: {$in: ['a', 'b']}}", "{}", indexes);
        assertUses(ownerMessage, "{o: 'x', m: {$gt: 'a'}}", "{m: -1}", indexes);
        assertUses(ownerMessage, "{o: 'x'}", "{m: 1}", indexes);
        assertUses(owner, "{o: 'x'}", "{_id: 1}", indexes);
    }

    private static void assertUses(OrderedIndex expected, String filter, String sort, OrderedIndex[] indexes) {
        Plan plan = Plan.of(new Filter(parse(filter)), Plan.sortFields(parse(sort)), indexes);

        assertThat(plan.index().getName()).as(filter).isEqualTo(expected.getName());
        assertThat(plan.isBounded()).as(filter).isTrue();
        assertThat(plan.isCovered()).as(filter).isTrue();
        assertThat(plan.isOrdered()).as(filter + sort).isTrue();
    }

    private static de.bwaldvogel.mongo.bson.Document parse(String json) {
        org.bson.RawBsonDocument raw = org.bson.RawBsonDocument.parse(json);
        byte[] bytes = new byte[raw.getByteBuffer().remaining()];
        raw.getByteBuffer().get(bytes);
        return dev.tidings.mongostandin.Bson.decode(bytes);
    }

    private static OrderedIndex index(String name, boolean unique, String... fields) {
        List<de.bwaldvogel.mongo.backend.IndexKey> keys = new ArrayList<>();
        for (String field : fields) {
            keys.add(new de.bwaldvogel.mongo.backend.IndexKey(field, true));
        }
        org.h2.mvstore.MVMap<byte[], byte[]> unused =
                org.h2.mvstore.MVStore.open(null).openMap(name);
        return new OrderedIndex(name, keys, unique, false, unused);
    }
}
