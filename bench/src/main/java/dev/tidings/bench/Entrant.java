package dev.tidings.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One server that takes part in a run.
 *
 * @param label its name in tables; no two of a run have the same
 * @param kind tidings, ejabberd or prosody
 * @param launcher Tidings' {@code tidings.jar}; the peers need none
 */
record Entrant(String label, String kind, Path launcher) {
    private static final List<String> KINDS = List.of("tidings", "ejabberd", "prosody");

    Entrant {
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("there is no server " + kind + ", only " + KINDS);
        }
    }

    /** Of a kind, with the launcher that Tidings has unless told otherwise. */
    static Entrant ofKind(String kind, Path launcher) {
        return new Entrant(kind.equals("tidings") ? "Tidings" : kind, kind, launcher);
    }

    /** Tidings by a launcher of its own: {@code NAME=JAR}. */
    static Entrant ofLauncher(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--server needs NAME=JAR, not " + text);
        }
        return new Entrant(
                text.substring(0, equals),
                "tidings",
                Path.of(text.substring(equals + 1)).toAbsolutePath());
    }
}
