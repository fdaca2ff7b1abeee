package dev.tidings.hook;

import dev.tidings.omtp.ContentType;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which hooks are on, and how they are called. What is not configured is off.
 *
 * @param rules of the hooks that are on
 * @param signing keys for signatures, the current one first
 * @param addresses that may be called
 * @param concurrencyMax calls of one hook that may be under way on this node
 * @param waitingMax calls of one hook that may wait for their turn
 * @param eventAttempts after which an event is given up, at least 1
 */
record HookSettings(
        Map<Hook, HookRule> rules,
        List<SigningKey> signing,
        AddressRules addresses,
        int concurrencyMax,
        int waitingMax,
        int eventAttempts) {
    private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);
    private static final int SECRET_MIN = 16;

    HookSettings {
        rules = Collections.unmodifiableMap(rules.isEmpty() ? new EnumMap<>(Hook.class) : new EnumMap<>(rules));
        signing = List.copyOf(signing);
    }

    /** Hooks are off. */
    static HookSettings off() {
        return read(key -> Optional.empty());
    }

    Optional<HookRule> rule(Hook hook) {
        return Optional.ofNullable(rules.get(hook));
    }

    /** Whether a hook is on for messages of this type to this receiver. Notifications and typing are never its business. */
    boolean isAbout(Hook hook, int contentType, String receiver) {
        HookRule rule = rules.get(hook);
        return rule != null
                && contentType != ContentType.TYPING.number()
                && !ContentType.isNotification(contentType)
                && rule.isAbout(contentType, receiver);
    }

    /**
     * Reads the configuration.
     *
     * @param get the value of a key, empty if it is not set
     * @throws IllegalArgumentException naming the key that has a bad value
     */
    static HookSettings read(Keys get) {
        Set<Hook> enabled = hooks("im.hook.enabled", get.getValue("im.hook.enabled"));
        Map<Hook, String> urls = perHook("im.hook.urls", get.getValue("im.hook.urls"), Function.identity());
        String base = get.getValue("im.hook.url").orElse("");
        Duration timeout =
                duration("im.hook.timeout", get.getValue("im.hook.timeout").orElse("PT5S"));
        Map<Hook, Duration> timeouts =
                perHook("im.hook.timeouts", get.getValue("im.hook.timeouts"), it -> duration("im.hook.timeouts", it));
        Set<Hook> failClosed = hooks("im.hook.fail-closed", get.getValue("im.hook.fail-closed"));
        Map<Hook, Set<Integer>> types =
                perHook("im.hook.content-types", get.getValue("im.hook.content-types"), HookSettings::numbers);
        Map<Hook, Set<Integer>> denied =
                perHook("im.hook.denied-types", get.getValue("im.hook.denied-types"), HookSettings::numbers);
        Map<Hook, Set<String>> receivers =
                perHook("im.hook.receivers", get.getValue("im.hook.receivers"), HookSettings::texts);

        Map<Hook, HookRule> rules = new EnumMap<>(Hook.class);
        for (Hook hook : enabled) {
            rules.put(
                    hook,
                    new HookRule(
                            url(hook, urls.getOrDefault(hook, base)),
                            timeouts.getOrDefault(hook, timeout),
                            failClosed.contains(hook),
                            types.getOrDefault(
                                    hook,
                                    hook == Hook.BEFORE_MSG_MODIFY ? Set.of(ContentType.TEXT.number()) : Set.of()),
                            denied.getOrDefault(hook, Set.of()),
                            receivers.getOrDefault(hook, Set.of())));
        }
        return new HookSettings(
                rules,
                keys(get, !rules.isEmpty()),
                AddressRules.allowing(
                        list(get.getValue("im.hook.allowed-addresses").orElse(""))),
                number(
                        "im.hook.concurrency-max",
                        get.getValue("im.hook.concurrency-max").orElse("64"),
                        1,
                        10_000),
                number(
                        "im.hook.waiting-max",
                        get.getValue("im.hook.waiting-max").orElse("1000"),
                        0,
                        100_000),
                number(
                        "im.hook.event-attempts",
                        get.getValue("im.hook.event-attempts").orElse("30"),
                        1,
                        1_000));
    }

    /** The configuration by its keys. */
    @FunctionalInterface
    interface Keys {
        Optional<String> getValue(String key);
    }

    private static List<SigningKey> keys(Keys get, boolean needed) {
        List<SigningKey> keys = new ArrayList<>();
        get.getValue("im.hook.secret").ifPresent(it -> keys.add(key("im.hook.secret", it)));
        get.getValue("im.hook.previous-secret").ifPresent(it -> keys.add(key("im.hook.previous-secret", it)));
        if (needed && keys.isEmpty()) {
            throw new IllegalArgumentException("im.hook.secret is not set: hooks are on and every call is signed");
        }
        return keys;
    }

    private static SigningKey key(String name, String secret) {
        if (secret.length() < SECRET_MIN) {
            throw new IllegalArgumentException(name + " has less than " + SECRET_MIN + " characters");
        }
        return SigningKey.of(secret);
    }

    private static URI url(Hook hook, String base) {
        URI url;
        try {
            url = URI.create(base.replaceAll("/+$", "") + "/" + hook.command());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("im.hook.url of " + hook.hookName() + " is not a URL", e);
        }
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("im.hook.url of " + hook.hookName()
                    + " is not http(s)://host[:port][/path] without user, query and fragment");
        }
        return url;
    }

    private static Set<Hook> hooks(String key, Optional<String> value) {
        return list(value.orElse("")).stream().map(it -> hook(key, it)).collect(Collectors.toSet());
    }

    private static Hook hook(String key, String name) {
        return Hook.named(name)
                .orElseThrow(() -> new IllegalArgumentException(key + " names " + name + "; there are "
                        + Arrays.stream(Hook.values()).map(Hook::hookName).collect(Collectors.joining(", "))));
    }

    /** {@code name=value, name=value …} */
    private static <T> Map<Hook, T> perHook(String key, Optional<String> value, Function<String, T> as) {
        Map<Hook, T> perHook = new LinkedHashMap<>();
        for (String pair : list(value.orElse(""))) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(key + " is hook=value,hook=value…, not " + pair);
            }
            Hook hook = hook(key, pair.substring(0, equals).strip());
            try {
                perHook.put(hook, as.apply(pair.substring(equals + 1).strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + " of " + hook.hookName() + ": " + e.getMessage(), e);
            }
        }
        return perHook;
    }

    private static Set<Integer> numbers(String value) {
        return texts(value).stream().map(Integer::valueOf).collect(Collectors.toSet());
    }

    private static Set<String> texts(String value) {
        return new HashSet<>(List.of(value.split("\\|")));
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static Duration duration(String key, String value) {
        try {
            Duration duration = Duration.parse(value);
            if (duration.isNegative() || duration.isZero() || duration.compareTo(TIMEOUT_MAX) > 0) {
                throw new IllegalArgumentException(key + " is not more than nothing and at most " + TIMEOUT_MAX);
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(key + " is not a duration such as PT5S", e);
        }
    }

    private static int number(String key, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number < min || number > max) {
                throw new IllegalArgumentException(key + " is not " + min + " to " + max);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " is not a number", e);
        }
    }
}
