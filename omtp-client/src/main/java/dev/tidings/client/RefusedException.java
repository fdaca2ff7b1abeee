package dev.tidings.client;

/** The server answered, and the answer was no. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errCode;

    RefusedException(int errCode, String errMsg) {
        super(errCode + " " + errMsg);
        this.errCode = errCode;
    }

    /** The protocol's error code, never 0. */
    public int errCode() {
        return errCode;
    }
}
