package dev.tidings.bench.scenario;

/** What a scenario counted is not what it had made, so its figures are worth nothing. */
final class WrongCountException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongCountException(String message) {
        super(message);
    }

    /** @throws WrongCountException if the two differ */
    static void require(String what, long expected, long counted) {
        if (expected != counted) {
            throw new WrongCountException(what + ": " + counted + " instead of " + expected);
        }
    }
}
