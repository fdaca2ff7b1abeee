package dev.tidings.hook;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The real hooks without a container, on settings by their keys. */
public final class TestHooks implements AutoCloseable {
    public static final String SECRET = "0123456789abcdef-test";
    public static final Clock NOW = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final HttpHooks http;
    private final HookSettings settings;
    private final AskingHooks asking;
    private final HttpEventCalls telling;

    private TestHooks(HookSettings settings) {
        HookCounts counting =
                (hook, outcome) -> counts.computeIfAbsent(hook.hookName() + " " + outcome, it -> new LongAdder())
                        .increment();
        this.settings = settings;
        this.http = new HttpHooks(settings, NOW);
        this.asking = new AskingHooks(settings, http, counting, Thread::new);
        this.telling = new HttpEventCalls(settings, http, counting);
    }

    /** @param settings further keys; the secret and the loopback are set */
    public static TestHooks at(String url, String... settings) {
        Map<String, String> keys = new HashMap<>(
                Map.of("im.hook.url", url, "im.hook.secret", SECRET, "im.hook.allowed-addresses", "127.0.0.0/8,::1"));
        for (int i = 0; i < settings.length; i += 2) {
            keys.put(settings[i], settings[i + 1]);
        }
        return new TestHooks(HookSettings.read(key -> Optional.ofNullable(keys.get(key))));
    }

    HookSettings settings() {
        return settings;
    }

    public BeforeHooks before() {
        return asking;
    }

    public EventCalls events() {
        return telling;
    }

    /** How often a hook's calls had an outcome. */
    public long count(Hook hook, String outcome) {
        LongAdder count = counts.get(hook.hookName() + " " + outcome);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void close() {
        asking.stop();
        http.stop();
    }
}
