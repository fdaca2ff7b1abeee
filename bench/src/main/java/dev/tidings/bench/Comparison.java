package dev.tidings.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * What a message cost two builds in one run, side by side: medians of the rounds.
 *
 * @param figures by rate
 * @param faults why figures are missing or count for nothing
 * @param limit the most by which a guarded figure may be multiplied
 */
record Comparison(List<Figure> figures, List<String> faults, double limit) {
    /**
     * One figure of both.
     *
     * @param rate messages a second
     * @param what it is, with its unit
     * @param isGuarded whether its growth is a failure; the others only are for the reader, as they vary too much
     */
    record Figure(double rate, String what, boolean isGuarded, double before, double after) {
        /** After by before. */
        double ratio() {
            return after / before;
        }

        private String words() {
            return String.format(
                    Locale.ROOT, "%s at %.0f msg/s: %.2f, was %.2f (x %.2f)", what, rate, after, before, ratio());
        }
    }

    Comparison {
        figures = List.copyOf(figures);
        faults = List.copyOf(faults);
    }

    /**
     * @param steps of both, by the names {@code before} and {@code after}
     * @param rates that were to be measured
     */
    static Comparison of(List<Step> steps, String before, String after, List<Double> rates, double limit) {
        List<Figure> figures = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (double rate : new TreeSet<>(rates)) {
            List<Step> old = steps(steps, before, rate, faults);
            List<Step> fresh = steps(steps, after, rate, faults);
            if (!old.isEmpty() && !fresh.isEmpty()) {
                figures.add(figure(rate, "CPU-ms per message", true, old, fresh, Step::cpuPerMessage));
                figures.add(figure(
                        rate,
                        "ack p50 ms",
                        false,
                        old,
                        fresh,
                        it -> it.verdict().ack().p50()));
                figures.add(figure(
                        rate,
                        "ack p99 ms",
                        false,
                        old,
                        fresh,
                        it -> it.verdict().ack().p99()));
                figures.add(figure(
                        rate,
                        "receive p50 ms",
                        true,
                        old,
                        fresh,
                        it -> it.verdict().receive().p50()));
                figures.add(figure(
                        rate,
                        "receive p99 ms",
                        false,
                        old,
                        fresh,
                        it -> it.verdict().receive().p99()));
            }
        }
        return new Comparison(figures, faults, limit);
    }

    private static Figure figure(
            double rate,
            String what,
            boolean isGuarded,
            List<Step> old,
            List<Step> fresh,
            ToDoubleFunction<Step> value) {
        return new Figure(rate, what, isGuarded, median(old, value), median(fresh, value));
    }

    private static double median(List<Step> steps, ToDoubleFunction<Step> value) {
        return Spread.of(steps.stream().map(value::applyAsDouble).toList()).median();
    }

    private static List<Step> steps(List<Step> all, String server, double rate, List<String> faults) {
        List<Step> found = all.stream()
                .filter(step -> step.server().equals(server) && step.rate() == rate)
                .toList();
        if (found.isEmpty()) {
            faults.add(String.format(Locale.ROOT, "%s was not measured at %.0f msg/s", server, rate));
        }
        found.stream()
                .filter(step -> !step.isClean())
                .forEach(step -> faults.add(String.format(
                        Locale.ROOT,
                        "%s at %.0f msg/s, round %d, is not clean: its figures count for nothing",
                        server,
                        rate,
                        step.round())));
        return found;
    }

    /** Guarded figures that grew by more than the limit. One that cannot be divided counts as grown. */
    List<Figure> grown() {
        return figures.stream()
                .filter(figure -> figure.isGuarded() && !(figure.ratio() <= limit))
                .toList();
    }

    boolean isPassed() {
        return faults.isEmpty() && grown().isEmpty();
    }

    /** The table, and a last line for each thing that is wrong. */
    String words() {
        StringBuilder text = new StringBuilder("""
                | msg/s | | old | new | new/old | |
                |---|---|---|---|---|---|
                """);
        figures.forEach(figure -> text.append(String.format(
                Locale.ROOT,
                "| %.0f | %s | %.2f | %.2f | %.2f | %s |%n",
                figure.rate(),
                figure.what(),
                figure.before(),
                figure.after(),
                figure.ratio(),
                figure.isGuarded() ? String.format(Locale.ROOT, "at most %.2f", limit) : "")));
        text.append('\n');
        faults.forEach(fault -> text.append("FAULT: ").append(fault).append('\n'));
        grown().forEach(figure -> text.append("GREW: ").append(figure.words()).append('\n'));
        if (isPassed()) {
            text.append(String.format(Locale.ROOT, "No guarded figure grew by more than x %.2f.%n", limit));
        }
        return text.toString();
    }
}
