package dev.tidings.bench.scenario;

import dev.tidings.bench.Session;

/** A sender's device. What it hears is not looked at: something else tells whether everything arrived. */
record Deaf() implements Session.Receiver {
    @Override
    public void received(String text) {}

    @Override
    public void lost(String why) {}
}
