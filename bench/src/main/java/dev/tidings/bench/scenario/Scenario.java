package dev.tidings.bench.scenario;

/** Something that is measured, with a server of its own. */
interface Scenario {
    /**
     * Starts a server with nothing in it, measures, and stops it.
     *
     * @throws WrongCountException if what was measured is not what was to be measured
     */
    Outcome run() throws Exception;
}
