package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a query is answered: which index, which of its keys, in which direction, and what is left to do afterwards.
 * The ranges do not overlap and ascend, so reading them one after the other yields the index's order.
 */
final class Plan {
    /** More key combinations than this are not worth looking up one by one: {@code $in} of {@code $in}. */
    private static final int COMBINATIONS_MAX = 4096;

    private static final int EQUALITY_SCORE = 40;
    private static final int IN_SCORE = 30;
    private static final int RANGE_SCORE = 20;
    private static final int ORDER_SCORE = 10;

    private final OrderedIndex index;
    private final List<KeyRange> ranges;
    private final boolean reversed;
    private final boolean ordered;
    private final boolean covered;
    private final int score;

    private Plan(
            OrderedIndex index, List<KeyRange> ranges, boolean reversed, boolean ordered, boolean covered, int score) {
        this.index = index;
        this.ranges = ranges;
        this.reversed = reversed;
        this.ordered = ordered;
        this.covered = covered;
        this.score = score;
    }

    /**
     * The best plan for a query; the first index is the one on {@code _id}, which can answer anything by reading
     * everything.
     *
     * @param sort field to direction, empty for any order
     */
    static Plan of(Filter filter, List<SortField> sort, OrderedIndex[] indexes) {
        Plan best = null;
        for (OrderedIndex index : indexes) {
            Plan plan = plan(index, filter, sort);
            if (plan != null && (best == null || plan.score > best.score)) {
                best = plan;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no index at all");
        }
        return best;
    }

    OrderedIndex index() {
        return index;
    }

    List<KeyRange> ranges() {
        return ranges;
    }

    boolean isReversed() {
        return reversed;
    }

    /** Whether the documents come in the order asked for. */
    boolean isOrdered() {
        return ordered;
    }

    /** Whether every document in the ranges matches the query. */
    boolean isCovered() {
        return covered;
    }

    /** Whether the ranges are a part of the index only. */
    boolean isBounded() {
        return score >= RANGE_SCORE;
    }

    /** The sort fields in order. */
    static List<SortField> sortFields(@Nullable Document sort) {
        List<SortField> fields = new ArrayList<>();
        if (sort != null) {
            for (Map.Entry<String, Object> entry : sort.entrySet()) {
                if (!(entry.getValue() instanceof Number)) {
                    throw new MongoServerError(
                            2, "BadValue", "sort by " + entry.getKey() + " must be 1 or -1 on this server");
                }
                boolean ascending = ((Number) entry.getValue()).intValue() > 0;
                // The natural order of this server is that of _id: rows are kept in it.
                fields.add(new SortField(entry.getKey().equals("$natural") ? "_id" : entry.getKey(), ascending));
            }
        }
        return fields;
    }

    /** A field to sort by. */
    record SortField(String path, boolean ascending) {}

    private static @Nullable Plan plan(OrderedIndex index, Filter filter, List<SortField> sort) {
        List<byte[]> prefixes = new ArrayList<>();
        prefixes.add(new byte[0]);
        boolean[] single = new boolean[index.fieldCount()];
        boolean definite = false;
        int score = 0;
        int field = 0;
        for (; field < index.fieldCount(); field++) {
            Filter.Condition condition = filter.on(index.path(field));
            List<Filter.Operand> points = condition == null ? null : condition.points();
            if (points == null || (long) points.size() * prefixes.size() > COMBINATIONS_MAX) {
                break;
            }
            definite |= points.stream().noneMatch(Filter.Operand::isNull);
            single[field] = points.size() == 1;
            score += single[field] ? EQUALITY_SCORE : IN_SCORE;
            prefixes = extended(prefixes, points, index.ascending(field));
        }
        int usedConditions = field;
        List<KeyRange> ranges = new ArrayList<>(prefixes.size());
        Filter.Condition next = field < index.fieldCount() ? filter.on(index.path(field)) : null;
        if (next != null && next.hasRange() && !index.isMultikey()) {
            definite = true;
            usedConditions++;
            score += RANGE_SCORE;
            for (byte[] prefix : prefixes) {
                ranges.addAll(next.ranges(prefix, index.ascending(field)));
            }
        } else if (field == 0) {
            ranges.add(KeyRange.ALL);
        } else {
            boolean whole = field == index.fieldCount() && index.isUnique();
            for (byte[] prefix : prefixes) {
                ranges.add(whole ? KeyRange.exactly(prefix) : KeyRange.startingWith(prefix));
            }
        }
        if (index.sparse() && !definite) {
            return null; // the documents it leaves out may match
        }
        boolean covered = filter.isExact() && usedConditions == filter.conditionCount() && !index.isMultikey();
        Boolean direction = direction(index, single, sort);
        if (direction != null && !sort.isEmpty()) {
            score += ORDER_SCORE;
        }
        return new Plan(index, ranges, Boolean.FALSE.equals(direction), direction != null, covered, score);
    }

    private static List<byte[]> extended(List<byte[]> prefixes, List<Filter.Operand> points, boolean ascending) {
        List<byte[]> keys = new ArrayList<>(points.size());
        for (Filter.Operand point : points) {
            keys.add(point.key(ascending));
        }
        keys.sort(Arrays::compareUnsigned);
        List<byte[]> extended = new ArrayList<>(prefixes.size() * keys.size());
        for (byte[] prefix : prefixes) {
            byte[] previous = null;
            for (byte[] key : keys) {
                if (previous == null || !Arrays.equals(previous, key)) {
                    byte[] joined = Arrays.copyOf(prefix, prefix.length + key.length);
                    System.arraycopy(key, 0, joined, prefix.length, key.length);
                    extended.add(joined);
                }
                previous = key;
            }
        }
        return extended;
    }

    /**
     * In which direction the index must be read to give the order asked for: TRUE forwards, FALSE backwards, null if
     * it cannot. Fields with one value only do not count, neither in the index nor in the order.
     */
    private static @Nullable Boolean direction(OrderedIndex index, boolean[] single, List<SortField> sort) {
        if (index.isMultikey()) {
            return sort.isEmpty() ? Boolean.TRUE : null;
        }
        Boolean forwards = null;
        int field = 0;
        for (SortField wanted : sort) {
            if (isSingle(index, single, wanted.path())) {
                continue;
            }
            while (field < index.fieldCount() && single[field]) {
                field++;
            }
            boolean ascending;
            if (field < index.fieldCount() && index.path(field).equals(wanted.path())) {
                ascending = index.ascending(field);
            } else if (field == index.fieldCount()
                    && !index.isUnique()
                    && wanted.path().equals("_id")) {
                ascending = true; // behind the fields of such an entry comes the row's key
            } else if (field > index.fieldCount() || (field == index.fieldCount() && index.isPrimary())) {
                break; // no two documents are equal up to here
            } else {
                return null;
            }
            field++;
            boolean same = ascending == wanted.ascending();
            if (forwards != null && forwards != same) {
                return null;
            }
            forwards = same;
        }
        return forwards == null ? Boolean.TRUE : forwards;
    }

    private static boolean isSingle(OrderedIndex index, boolean[] single, String path) {
        for (int i = 0; i < single.length; i++) {
            if (single[i] && index.path(i).equals(path)) {
                return true;
            }
        }
        return false;
    }
}
