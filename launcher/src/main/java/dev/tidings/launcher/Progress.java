package dev.tidings.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Says on the terminal what is going on, each line with the seconds since the start. */
final class Progress {
    private final PrintStream out;
    private final InstantSource clock;
    private final Instant began;

    Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.began = clock.instant();
    }

    void say(String sentence) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), sentence);
        out.flush();
    }

    /** Text that stands for itself, without a time. */
    void print(String text) {
        out.println(text);
        out.flush();
    }

    double seconds() {
        return Duration.between(began, clock.instant()).toMillis() / 1000.0;
    }
}
