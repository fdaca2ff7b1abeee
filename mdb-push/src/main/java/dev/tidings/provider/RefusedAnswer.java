package dev.tidings.provider;

/** A provider answered what cannot be used: too much, not JSON, or a refusal to let this server in. */
final class RefusedAnswer extends RuntimeException {
    /** @param reason without tokens and contents */
    RefusedAnswer(String reason) {
        super(reason);
    }
}
