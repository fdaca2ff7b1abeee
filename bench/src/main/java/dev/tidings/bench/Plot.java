package dev.tidings.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Latency over load as an SVG: for each server the median of its rounds, p50 thin and p99 thick, on a logarithmic axis. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 130;
    private static final int TOP = 30;
    private static final int BOTTOM = 50;
    private static final double LEAST_MS = 1;
    private static final double MOST_MS = 100_000;
    private static final List<String> COLOURS = List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd");

    private Plot() {}

    static String latencyOverLoad(List<Step> steps) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"18\">From sending to receiving in ms, over messages a second: p50 thin, p99 thick</text>%n",
                WIDTH,
                HEIGHT,
                LEFT));
        double most = steps.stream().mapToDouble(Step::rate).max().orElse(1);
        for (double ms = LEAST_MS; ms <= MOST_MS; ms *= 10) {
            line(svg, LEFT, y(ms), WIDTH - RIGHT, y(ms), "#ddd", 1);
            text(svg, 10, y(ms) + 4, label(ms));
        }
        steps.stream().map(Step::rate).distinct().sorted().forEach(rate -> {
            line(svg, x(rate, most), HEIGHT - BOTTOM, x(rate, most), HEIGHT - BOTTOM + 5, "#888", 1);
            text(svg, x(rate, most) - 12, HEIGHT - BOTTOM + 20, String.format(Locale.ROOT, "%.0f", rate));
        });
        Map<String, List<Step>> byServer =
                steps.stream().collect(Collectors.groupingBy(Step::server, TreeMap::new, Collectors.toList()));
        int index = 0;
        for (Map.Entry<String, List<Step>> server : byServer.entrySet()) {
            String colour = COLOURS.get(index % COLOURS.size());
            curve(
                    svg,
                    server.getValue(),
                    most,
                    colour,
                    1,
                    step -> step.verdict().receive().p50());
            curve(
                    svg,
                    server.getValue(),
                    most,
                    colour,
                    3,
                    step -> step.verdict().receive().p99());
            line(svg, WIDTH - RIGHT + 10, 50 + 20 * index, WIDTH - RIGHT + 35, 50 + 20 * index, colour, 3);
            text(svg, WIDTH - RIGHT + 42, 54 + 20 * index, server.getKey());
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void curve(
            StringBuilder svg,
            List<Step> steps,
            double most,
            String colour,
            int width,
            java.util.function.ToDoubleFunction<Step> value) {
        Map<Double, List<Step>> byRate =
                steps.stream().collect(Collectors.groupingBy(Step::rate, TreeMap::new, Collectors.toList()));
        String points = byRate.entrySet().stream()
                .map(it -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        x(it.getKey(), most),
                        y(Spread.of(it.getValue().stream()
                                        .map(value::applyAsDouble)
                                        .toList())
                                .median())))
                .collect(Collectors.joining(" "));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                points,
                colour,
                width));
    }

    private static String label(double ms) {
        return ms < 1_000
                ? String.format(Locale.ROOT, "%.0f ms", ms)
                : String.format(Locale.ROOT, "%.0f s", ms / 1_000);
    }

    private static double x(double rate, double most) {
        return LEFT + rate / most * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double ms) {
        double part = Math.log(Math.max(LEAST_MS, Math.min(MOST_MS, ms)) / LEAST_MS) / Math.log(MOST_MS / LEAST_MS);
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    private static void text(StringBuilder svg, double x, double y, String words) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, words));
    }
}
