package dev.tidings.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What the rounds of one load came to: the middle one, the least and the most. */
public record Spread(double median, double least, double most, int rounds) {
    /** @throws IllegalArgumentException of no values, which have no middle */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
    }

    /** {@code 2.8 (2.5–3.1)}; of one round only {@code 2.8}. */
    public String words(int decimals) {
        String number = "%." + decimals + "f";
        return rounds == 1
                ? String.format(Locale.ROOT, number, median)
                : String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median, least, most);
    }
}
