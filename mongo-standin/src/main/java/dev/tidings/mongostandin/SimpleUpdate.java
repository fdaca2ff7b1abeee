package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An update of top-level fields by {@code $set}, {@code $setOnInsert}, {@code $max}, {@code $min} or {@code $inc}:
 * what counters and read marks are made of. The library can do these too, at ten times the cost; anything unusual
 * (paths, two operators on one field, types that do not add up) is left to it, with its error messages.
 */
final class SimpleUpdate {
    private final List<Step> steps;

    private SimpleUpdate(List<Step> steps) {
        this.steps = steps;
    }

    private record Step(
            String operator, String field, @Nullable Object operand) {}

    /** The update, or null if it is not a simple one. */
    static @Nullable SimpleUpdate of(Document update) {
        List<Step> steps = new ArrayList<>();
        Set<String> fields = new HashSet<>();
        for (Map.Entry<String, Object> operator : update.entrySet()) {
            if (!(operator.getValue() instanceof Document changes)) {
                return null;
            }
            for (Map.Entry<String, Object> change : changes.entrySet()) {
                String field = change.getKey();
                if (!isPlain(field) || !fields.add(field) || !isSimple(operator.getKey(), change.getValue())) {
                    return null;
                }
                steps.add(new Step(operator.getKey(), field, change.getValue()));
            }
        }
        return steps.isEmpty() ? null : new SimpleUpdate(steps);
    }

    private static boolean isPlain(String field) {
        return !field.isEmpty() && field.indexOf('.') < 0 && field.charAt(0) != '$' && !field.equals("_id");
    }

    private static boolean isSimple(String operator, @Nullable Object operand) {
        return switch (operator) {
            case "$set", "$setOnInsert" -> true;
            case "$max", "$min" -> !(operand instanceof Document) && !(operand instanceof Collection);
            case "$inc" -> operand instanceof Integer || operand instanceof Long || operand instanceof Double;
            default -> false;
        };
    }

    /** Whether the values that are there are such as the operators expect. */
    boolean fits(Document document) {
        for (Step step : steps) {
            Object value = document.get(step.field());
            boolean fits = switch (step.operator()) {
                case "$max", "$min" -> !(value instanceof Collection);
                case "$inc" -> value == null ? !document.containsKey(step.field()) : sum(value, step.operand()) != null;
                default -> true;
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /**
     * Changes the document, for which {@link #fits} was true.
     *
     * @return whether anything changed
     */
    boolean apply(Document document, boolean inserting) {
        boolean changed = false;
        for (Step step : steps) {
            String field = step.field();
            Object operand = step.operand();
            boolean present = document.containsKey(field);
            Object old = document.get(field);
            Object value = switch (step.operator()) {
                case "$set" -> operand;
                case "$setOnInsert" -> inserting ? operand : old;
                case "$max" -> !present || ValueComparator.asc().compare(operand, old) > 0 ? operand : old;
                case "$min" -> !present || ValueComparator.asc().compare(operand, old) < 0 ? operand : old;
                default -> old == null ? operand : sum(old, operand);
            };
            boolean skip = !present && step.operator().equals("$setOnInsert") && !inserting;
            if (!skip && (!present || !same(old, value))) {
                document.put(field, value);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean same(@Nullable Object old, @Nullable Object value) {
        return old == null ? value == null : old.equals(value);
    }

    /** The sum in the wider of the two types; an int that overflows becomes a long. Null if there is none. */
    private static @Nullable Object sum(@Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Number x) || !(b instanceof Number y) || a instanceof Decimal128) {
            return null;
        }
        if (x instanceof Double || y instanceof Double) {
            return x.doubleValue() + y.doubleValue();
        }
        long sum = x.longValue() + y.longValue();
        boolean overflow = ((x.longValue() ^ sum) & (y.longValue() ^ sum)) < 0;
        if (overflow) {
            return null;
        }
        boolean fitsInt = x instanceof Integer && y instanceof Integer && (int) sum == sum;
        return fitsInt ? (Object) (int) sum : (Object) sum;
    }

    /** The document that an upsert begins with, or null if the selector is more than equalities of plain fields. */
    static @Nullable Document seed(Document selector) {
        Document seed = new Document();
        if (!selector.containsKey("_id")) {
            return null;
        }
        seed.put("_id", null); // in front
        for (Map.Entry<String, Object> entry : selector.entrySet()) {
            Object value = entry.getValue();
            boolean plain = entry.getKey().equals("_id") || isPlain(entry.getKey());
            if (!plain
                    || value == null
                    || value instanceof Document
                    || value instanceof List
                    || BsonRegularExpression.isRegularExpression(value)) {
                return null;
            }
            seed.put(entry.getKey(), value);
        }
        return seed;
    }
}
