package dev.tidings.bench;

import java.util.Deque;

/** What is left of a command line. */
public final class Arguments {
    private Arguments() {}

    /**
     * Takes an option's value.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value; see --help");
        }
        return rest.removeFirst();
    }
}
