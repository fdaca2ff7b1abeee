package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query taken apart into what an index can answer: per field either the values it may have, or a range, or ranges of which
 * any will do. What does not fit (any other operator or {@code $or}, a second condition on a field) makes the filter inexact: an index then
 * narrows the search, and every document found is still held against the whole query.
 */
final class Filter {
    private final Document query;
    private final Map<String, Condition> conditions = new LinkedHashMap<>();
    private boolean exact = true;

    Filter(Document query) {
        this.query = query;
        add(query);
    }

    Document query() {
        return query;
    }

    /** Whether the conditions say everything that the query says. */
    boolean isExact() {
        return exact;
    }

    int conditionCount() {
        return conditions.size();
    }

    @Nullable
    Condition on(String path) {
        return conditions.get(path);
    }

    private void add(Document part) {
        for (Map.Entry<String, Object> entry : part.entrySet()) {
            String name = entry.getKey();
            Object value = entry.getValue();
            if (name.equals("$and") && value instanceof Collection) {
                addAll((Collection<?>) value);
            } else if (name.equals("$or") && value instanceof Collection) {
                addAlternatives((Collection<?>) value);
            } else if (name.startsWith("$")) {
                exact &= name.equals("$comment");
            } else {
                addField(name, value);
            }
        }
    }

    private void addAll(Collection<?> parts) {
        for (Object part : parts) {
            if (part instanceof Document document) {
                add(document);
            } else {
                exact = false;
            }
        }
    }

    /** Fits if each part is a range of the same field, and nothing else is said of that. */
    private void addAlternatives(Collection<?> parts) {
        String path = null;
        List<Condition> alternatives = new ArrayList<>();
        for (Object part : parts) {
            Filter alone = part instanceof Document document ? new Filter(document) : null;
            if (alone == null || !alone.exact || alone.conditions.size() != 1) {
                exact = false;
                return;
            }
            String field = alone.conditions.keySet().iterator().next();
            Condition condition = alone.conditions.get(field);
            if (condition == null || !condition.hasRange() || (path != null && !path.equals(field))) {
                exact = false;
                return;
            }
            path = field;
            alternatives.add(condition);
        }
        if (path == null || conditions.containsKey(path)) {
            exact = false;
            return;
        }
        Condition any = new Condition();
        any.alternatives = alternatives;
        conditions.put(path, any);
    }

    private void addField(String path, @Nullable Object value) {
        if (value instanceof Document document && isOperators(document)) {
            document.forEach((operator, operand) -> addOperator(path, operator, operand));
        } else {
            addPoints(path, List.of(new Operand(value)));
        }
    }

    private void addOperator(String path, String operator, @Nullable Object operand) {
        switch (operator) {
            case "$eq" -> addPoints(path, List.of(new Operand(operand)));
            case "$in" -> addIn(path, operand);
            case "$gt", "$gte", "$lt", "$lte" -> addBound(path, operator, new Operand(operand));
            default -> exact = false;
        }
    }

    private void addIn(String path, @Nullable Object values) {
        if (!(values instanceof Collection)) {
            exact = false; // the matcher has the words for what is wrong
            return;
        }
        List<Operand> operands = new ArrayList<>();
        for (Object value : (Collection<?>) values) {
            operands.add(new Operand(value));
        }
        addPoints(path, operands);
    }

    private void addPoints(String path, List<Operand> points) {
        if (!points.stream().allMatch(Operand::isPoint)) {
            exact = false;
            return;
        }
        Condition condition = conditions.computeIfAbsent(path, key -> new Condition());
        if (condition.points != null || condition.hasRange()) {
            exact = false;
        }
        if (condition.points == null) {
            condition.points = points;
            exact &= points.stream().allMatch(Operand::isExact);
        }
    }

    private void addBound(String path, String operator, Operand bound) {
        if (!bound.isRangeable()) {
            exact = false;
            return;
        }
        Condition condition = conditions.computeIfAbsent(path, key -> new Condition());
        boolean lower = operator.startsWith("$gt");
        Operand other = lower ? condition.upper : condition.lower;
        if (condition.points != null
                || condition.alternatives != null
                || (lower ? condition.lower : condition.upper) != null
                || (other != null && other.tag() != bound.tag())) {
            exact = false;
            return;
        }
        if (lower) {
            condition.lower = bound;
            condition.lowerIncluded = operator.equals("$gte");
        } else {
            condition.upper = bound;
            condition.upperIncluded = operator.equals("$lte");
        }
    }

    private static boolean isOperators(Document value) {
        if (value.isEmpty()) {
            return false;
        }
        String first = value.keySet().iterator().next();
        return first.startsWith("$") && !first.equals("$ref") && !first.equals("$id") && !first.equals("$db");
    }

    /** What a query demands of one field. */
    static final class Condition {
        private @Nullable List<Operand> points;
        private @Nullable Operand lower;
        private @Nullable Operand upper;
        private @Nullable List<Condition> alternatives;
        private boolean lowerIncluded;
        private boolean upperIncluded;

        /** The values the field may have; null if it is not limited to some. */
        @Nullable
        List<Operand> points() {
            return points;
        }

        boolean hasRange() {
            return lower != null || upper != null || alternatives != null;
        }

        /** The ranges as keys behind {@code prefix}, in the direction the field is indexed in; they ascend and do not overlap. */
        List<KeyRange> ranges(byte[] prefix, boolean ascending) {
            List<Condition> any = alternatives == null ? List.of(this) : alternatives;
            return KeyRange.union(any.stream()
                    .flatMap(each -> each.alternatives == null
                            ? Stream.of(each.range(prefix, ascending))
                            : each.ranges(prefix, ascending).stream())
                    .toList());
        }

        private KeyRange range(byte[] prefix, boolean ascending) {
            Operand sample = lower != null ? lower : upper;
            if (sample == null) {
                throw new IllegalStateException("no range");
            }
            byte[] low = lower == null ? sample.typeFirst() : bound(lower, !lowerIncluded);
            byte[] high = upper == null ? sample.typeEnd() : bound(upper, upperIncluded);
            if (ascending) {
                return KeyRange.between(joined(prefix, low), joined(prefix, high));
            }
            byte[] first = upper == null
                    ? inverted(sample.typeLast())
                    : upperIncluded ? upper.key(false) : orEnd(KeyRange.after(upper.key(false)));
            byte[] end = lower == null
                    ? orEnd(KeyRange.after(inverted(sample.typeFirst())))
                    : lowerIncluded ? orEnd(KeyRange.after(lower.key(false))) : lower.key(false);
            return KeyRange.between(joined(prefix, first), joined(prefix, end));
        }

        private static byte[] bound(Operand operand, boolean behind) {
            byte[] key = operand.key(true);
            return behind ? orEnd(KeyRange.after(key)) : key;
        }

        /** Keys of a field never begin with 0xFF 0xFF, in either direction, so that is behind them all. */
        private static byte[] orEnd(byte @Nullable [] key) {
            return key == null ? new byte[] {(byte) 0xFF, (byte) 0xFF} : key;
        }
    }

    private static byte[] joined(byte[] prefix, byte[] rest) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, joined, prefix.length, rest.length);
        return joined;
    }

    private static byte[] inverted(byte[] bytes) {
        byte[] inverted = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            inverted[i] = (byte) ~bytes[i];
        }
        return inverted;
    }

    /** A value that a query compares a field with. */
    static final class Operand {
        private final @Nullable Object value;

        Operand(@Nullable Object value) {
            this.value = value;
        }

        /** Whether fields equal to it all have one key. An array also equals an element, a pattern is no value. */
        boolean isPoint() {
            return !(value instanceof Collection)
                    && !(value instanceof Decimal128)
                    && !isNaN()
                    && !BsonRegularExpression.isRegularExpression(value);
        }

        /** Whether that key means equality and nothing more (null is also the key of a missing field). */
        boolean isExact() {
            return isRangeable() || value instanceof BinData || value instanceof UUID;
        }

        boolean isNull() {
            return value == null;
        }

        boolean isRangeable() {
            return value instanceof String
                    || (value instanceof Number && !(value instanceof Decimal128) && !isNaN())
                    || value instanceof ObjectId
                    || value instanceof Instant
                    || value instanceof Boolean;
        }

        byte[] key(boolean ascending) {
            KeyWriter writer = new KeyWriter();
            writer.value(value, ascending);
            return writer.toBytes();
        }

        int tag() {
            return key(true)[0] & 0xFF;
        }

        /** The first key of its type that a range may reach: NaN is a number that no range holds. */
        private byte[] typeFirst() {
            int tag = tag();
            return tag == KeyWriter.NUMBER_TAG ? new byte[] {(byte) tag, 0, 1} : new byte[] {(byte) tag};
        }

        private byte[] typeEnd() {
            return new byte[] {(byte) (tag() + 1)};
        }

        private byte[] typeLast() {
            return new byte[] {(byte) tag()};
        }

        private boolean isNaN() {
            return value instanceof Double d && d.isNaN();
        }
    }
}
