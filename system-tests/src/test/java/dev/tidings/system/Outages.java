package dev.tidings.system;

import dev.tidings.client.Event;
import dev.tidings.client.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How long devices were cut off: from the end of a connection until the device is connected again and has everything. */
final class Outages implements History {
    private static final Duration NOTICED = Duration.ofSeconds(2);

    private final Map<String, Long> open = new ConcurrentHashMap<>();
    private final List<Duration> ended = new ArrayList<>();

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
                ended.add(lasted);
            }
        }
    }

    /** Those that ended since the last call, shortest first. */
    List<Duration> take() {
        synchronized (ended) {
            List<Duration> taken = ended.stream().sorted().toList();
            ended.clear();
            return taken;
        }
    }

    static String summary(List<Duration> outages, int devices) {
        long noticed = outages.stream().filter(it -> it.compareTo(NOTICED) > 0).count();
        return String.format(
                Locale.ROOT,
                "%d outages of %d devices: p50 %d ms, p99 %d ms, longest %d ms; %.1f %% of the devices longer than 2 s",
                outages.size(),
                devices,
                percentile(outages, 50),
                percentile(outages, 99),
                percentile(outages, 100),
                100.0 * noticed / devices);
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
