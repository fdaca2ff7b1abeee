package dev.tidings.bench.scenario;

import dev.tidings.bench.Ledger;
import java.util.List;
import java.util.Locale;

/** A table in Markdown that grows row by row. */
final class MarkdownTable {
    private final StringBuilder text = new StringBuilder();
    private final int columns;

    MarkdownTable(String... heads) {
        this.columns = heads.length;
        line(List.of(heads));
        text.append("|---".repeat(columns)).append("|\n");
    }

    /** @param cells as many as there are heads */
    MarkdownTable row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns + " columns");
        }
        line(List.of(cells));
        return this;
    }

    private void line(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** A whole number with its thousands apart. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** @param decimals behind the point */
    static String number(double number, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }

    /** Median and 99th percentile in milliseconds. */
    static String latency(Ledger.Latency latency) {
        return number(latency.p50(), 1) + " / " + number(latency.p99(), 1);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
