package dev.tidings.launcher;

import dev.tidings.stores.StoreKind;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The configuration keys a person has set, from the command line or else the environment. */
final class Configuration {
    private final Map<String, String> settings;
    private final UnaryOperator<@Nullable String> environment;

    Configuration(Map<String, String> settings, UnaryOperator<@Nullable String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(settings.get(key))
                .or(() -> Optional.ofNullable(environment.apply(variable(key))))
                .filter(value -> !value.isBlank());
    }

    /** The stores nobody runs for us, so that they are started here. */
    Set<StoreKind> missingStores() {
        Set<StoreKind> missing = EnumSet.noneOf(StoreKind.class);
        for (StoreKind kind : StoreKind.values()) {
            if (value(kind.urlKey()).isEmpty()) {
                missing.add(kind);
            }
        }
        return missing;
    }

    /**
     * The environment variables from which the application server and the application read everything. Unlike a command
     * line, only the same user can see them.
     *
     * @param found what was started or generated here; what a person has set goes first
     */
    Map<String, String> variables(Map<String, String> found) {
        Map<String, String> variables = new TreeMap<>();
        found.forEach((key, value) -> variables.put(variable(key), value(key).orElse(value)));
        settings.forEach((key, value) -> variables.put(variable(key), value));
        return variables;
    }

    /** The name MicroProfile Config reads a key under: {@code im.redis.url} is {@code IM_REDIS_URL}. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
