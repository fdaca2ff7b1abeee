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
import java.util.function.Function;

/** How long devices were cut off: from the end of a connection until the device is connected again and has everything. */
final class Outages implements History {
    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(10);

    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final List<Outage> ended = new ArrayList<>();

    /**
     * How long one device was cut off once.
     *
     * @param began of this process's monotonic clock
     * @param attempts to connect
     * @param connecting the last of them, which succeeded
     * @param comparing from then until it knew the newest seqs, zero if it has no conversations; what is left of the outage is
     *     pulling
     */
    record Outage(String device, long began, Duration lasted, int attempts, Duration connecting, Duration comparing) {}

    /** One that is not over. */
    private static final class Open {
        private final long began;
        private int attempts;
        private long attempted;
        private long connected;
        private long compared;

        Open(long began) {
            this.began = began;
        }

        synchronized void note(Event event) {
            switch (event.kind()) {
                case CONNECT -> {
                    attempts++;
                    attempted = event.nanos();
                }
                case CONNECTED -> {
                    connected = event.nanos();
                    compared = 0;
                }
                case NEWEST -> {
                    if (compared == 0) {
                        compared = event.nanos();
                    }
                }
                default -> {
                    // The rest says nothing of how long it takes to come back.
                }
            }
        }

        synchronized Outage end(String device) {
            return new Outage(
                    device,
                    began,
                    Duration.ofNanos(System.nanoTime() - began),
                    attempts,
                    Duration.ofNanos(connected - attempted),
                    Duration.ofNanos(compared == 0 ? 0 : compared - connected));
        }
    }

    @Override
    public void record(Event event) {
        if (event.kind() == Event.Kind.CLOSED) {
            open.putIfAbsent(event.client(), new Open(event.nanos()));
        } else {
            Open now = open.get(event.client());
            if (now != null) {
                now.note(event);
            }
        }
    }

    /** To be told whenever a device has everything. */
    void over(String device) {
        Open now = open.remove(device);
        if (now != null) {
            synchronized (ended) {
                ended.add(now.end(device));
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

    /** What the time went into. */
    static String parts(List<Outage> outages) {
        return String.format(
                Locale.ROOT,
                "attempts p50 %d, most %d; connecting p50 %d ms, p99 %d ms; newest seqs p50 %d ms, p99 %d ms",
                outages.stream()
                        .mapToInt(Outage::attempts)
                        .sorted()
                        .skip(outages.size() / 2)
                        .findFirst()
                        .orElse(0),
                outages.stream().mapToInt(Outage::attempts).max().orElse(0),
                percentile(sorted(outages, Outage::connecting), 50),
                percentile(sorted(outages, Outage::connecting), 99),
                percentile(sorted(outages, Outage::comparing), 50),
                percentile(sorted(outages, Outage::comparing), 99));
    }

    private static List<Duration> sorted(List<Outage> outages, Function<Outage, Duration> part) {
        return outages.stream().map(part).filter(it -> !it.isZero()).sorted().toList();
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
