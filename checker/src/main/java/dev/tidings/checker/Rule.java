package dev.tidings.checker;

/** Looks at every line, and says in the end what it makes of them. */
interface Rule {
    void see(Line line);

    default void end() {}
}
