package dev.tidings.stores;

/** A store could not be started, stopped or unpacked. The message is a sentence for the person at the terminal and says what to do. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
