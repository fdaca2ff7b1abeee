package dev.tidings.checker;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a history shows.
 *
 * @param messages how many different ones it has
 * @param lines how many it has
 * @param verdicts one for each invariant
 */
public record Report(long messages, long lines, Map<Invariant, Verdict> verdicts) {
    public Report {
        verdicts = Map.copyOf(verdicts);
    }

    /**
     * Of one invariant.
     *
     * @param judged how many facts could have broken it; 0 if the history has none, which says nothing
     * @param broken how many did
     * @param examples the first of them in words
     * @param note what is to be known of it besides; mostly empty
     */
    public record Verdict(long judged, long broken, List<String> examples, String note) {
        public Verdict {
            examples = List.copyOf(examples);
        }

        boolean isShown() {
            return judged > 0 || broken > 0;
        }
    }

    public Verdict of(Invariant invariant) {
        return Objects.requireNonNull(verdicts.get(invariant));
    }

    /** Whether no invariant is broken. */
    public boolean holds() {
        return verdicts.values().stream().allMatch(it -> it.broken() == 0);
    }

    /** A line for each invariant, and its counter-examples. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%,d messages in %,d lines%n", messages, lines));
        for (Invariant invariant : Invariant.values()) {
            Verdict verdict = of(invariant);
            String result = verdict.broken() > 0
                    ? String.format("BROKEN %,d times", verdict.broken())
                    : verdict.isShown() ? String.format("holds (%,d)", verdict.judged()) : "not in this history";
            String note = verdict.note().isEmpty() ? "" : ", " + verdict.note();
            text.append(String.format("%-16s %s%s%n", invariant, result, note));
            verdict.examples().forEach(it -> text.append("    ").append(it).append(System.lineSeparator()));
        }
        return text.toString();
    }
}
