package dev.tidings.system;

import dev.tidings.client.Event;
import dev.tidings.client.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How long devices were cut off: from the end of a connection until the device is connected again and has everything. */
final class Outages implements History {
    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(10);

    private final Map<String, Long> open = new ConcurrentHashMap<>();
    private final List<Outage> ended = new ArrayList<>();

    /**
     * How long one device was cut off once.
     *
     * @param began of this process's monotonic clock
     */
    record Outage(String device, long began, Duration lasted) {}

    @Override
    public void record(Event event) {
        if (event.kind() == Event.Kind.CLOSED) {
            open.putIfAbsent(event.client(), event.nanos());
        }
    }

    /** To be told whenever a device has everything. */
    void over(String device) {
        Long began = open.remove(device);
        if (began != null) {
            Duration lasted = Duration.ofNanos(System.nanoTime() - began);
            synchronized (ended) {
                ended.add(new Outage(device, began, lasted));
            }
        }
    }

    /** Those that ended since the last call, shortest first. */
    List<Outage> take() {
        synchronized (ended) {
            List<Outage> taken =
                    ended.stream().sorted(Comparator.comparing(Outage::lasted)).toList();
            ended.clear();
            return taken;
        }
    }

    static String summary(List<Outage> outages, int devices) {
        List<Duration> lasted = outages.stream().map(Outage::lasted).toList();
        long noticed = outages.stream()
                .filter(it -> it.lasted().compareTo(NOTICED) > 0)
                .map(Outage::device)
                .distinct()
                .count();
        return String.format(
                Locale.ROOT,
                "%d outages of %d devices: p50 %d ms, p99 %d ms, longest %d ms; %.1f %% of the devices for longer than 2 s at least once",
                outages.size(),
                devices,
                percentile(lasted, 50),
                percentile(lasted, 99),
                percentile(lasted, 100),
                100.0 * noticed / devices);
    }

    /** A line for each ten seconds in which devices were cut off; the durations are those of the outages that began then. */
    static String timeline(List<Outage> outages, long began) {
        Map<Long, List<Duration>> steps = new TreeMap<>();
        for (Outage outage : outages) {
            long step = Math.max(0, outage.began() - began) / STEP.toNanos();
            steps.computeIfAbsent(step, key -> new ArrayList<>()).add(outage.lasted());
        }
        StringBuilder lines = new StringBuilder();
        steps.forEach((step, lasted) -> lines.append(String.format(
                Locale.ROOT,
                "  from %d s: %d outages, p50 %d ms, p99 %d ms%n",
                step * STEP.toSeconds(),
                lasted.size(),
                percentile(lasted, 50),
                percentile(lasted, 99))));
        return lines.toString();
    }

    /** In ms, of durations in ascending order; 0 of none. */
    static long percentile(List<Duration> ascending, int percent) {
        if (ascending.isEmpty()) {
            return 0;
        }
        int place = (int) Math.ceil(ascending.size() * percent / 100.0) - 1;
        return ascending.get(Math.max(0, place)).toMillis();
    }
}
