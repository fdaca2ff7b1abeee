package dev.tidings.client;

/** Takes down what devices see. Called by many threads; each device's events come in their order. */
public interface History {
    /** For who does not want one. */
    History NONE = event -> {};

    void record(Event event);
}
