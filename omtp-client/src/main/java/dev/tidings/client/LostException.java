package dev.tidings.client;

/** No answer came: whether the server did what was asked is not known. */
public final class LostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostException(String reason) {
        super(reason);
    }

    LostException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
