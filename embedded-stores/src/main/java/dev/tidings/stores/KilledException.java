package dev.tidings.stores;

/** A store was killed before it answered. That says nothing about the next start. */
public final class KilledException extends StoreException {
    private static final long serialVersionUID = 1L;

    KilledException(String message) {
        super(message);
    }
}
