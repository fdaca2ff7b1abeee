package dev.tidings.bench;

import org.jspecify.annotations.Nullable;

/** Makes the servers by name. */
final class Servers {
    private Servers() {}

    /** Why it cannot be measured here; null if it can. */
    static @Nullable String missing(String name) {
        return switch (name) {
            case "ejabberd" ->
                Programs.isInstalled("ejabberdctl") && Programs.isInstalled("mariadbd")
                        ? null
                        : "left out, it needs Debian's packages ejabberd, erlang-p1-mysql and mariadb-server";
            case "prosody" ->
                Programs.isInstalled("prosody") && Programs.isInstalled("mariadbd")
                        ? null
                        : "left out, it needs Debian's packages prosody, lua-dbi-mysql and mariadb-server";
            default -> null;
        };
    }

    static Server named(String name, Options options) {
        return switch (name) {
            case "tidings" ->
                new TidingsServer(
                        options.launcher(),
                        options.work().resolve("tidings"),
                        options.port(),
                        options.serverOptions(),
                        options.networkThreads());
            case "ejabberd" ->
                new EjabberdServer(options.work().resolve("ejabberd"), options.port(), options.networkThreads());
            case "prosody" ->
                new ProsodyServer(options.work().resolve("prosody"), options.port(), options.networkThreads());
            default -> throw new IllegalArgumentException("there is no server " + name);
        };
    }
}
