package dev.tidings.bench;

import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Makes the servers. */
final class Servers {
    private Servers() {}

    /** Why it cannot be measured here; null if it can. */
    static @Nullable String missing(Entrant entrant) {
        return switch (entrant.kind()) {
            case "ejabberd" ->
                Programs.isInstalled("ejabberdctl") && Programs.isInstalled("mariadbd")
                        ? null
                        : "left out, it needs Debian's packages ejabberd, erlang-p1-mysql and mariadb-server";
            case "prosody" ->
                Programs.isInstalled("prosody") && Programs.isInstalled("mariadbd")
                        ? null
                        : "left out, it needs Debian's packages prosody, lua-dbi-mysql and mariadb-server";
            default ->
                Files.isRegularFile(entrant.launcher())
                        ? null
                        : "left out, there is no " + entrant.launcher()
                                + ": build it with mvn package -pl launcher -am";
        };
    }

    static Server of(Entrant entrant, Options options, Conditions conditions) {
        return switch (entrant.kind()) {
            case "tidings" ->
                new TidingsServer(
                        entrant.launcher(),
                        options.work().resolve("tidings"),
                        options.port(),
                        options.serverOptions(),
                        options.networkThreads(),
                        conditions);
            case "ejabberd" ->
                new EjabberdServer(
                        options.work().resolve("ejabberd"), options.port(), options.networkThreads(), conditions);
            case "prosody" ->
                new ProsodyServer(
                        options.work().resolve("prosody"), options.port(), options.networkThreads(), conditions);
            default -> throw new IllegalArgumentException("there is no server " + entrant.kind());
        };
    }
}
