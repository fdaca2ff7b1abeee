package dev.tidings.fault;

import jakarta.ejb.ApplicationException;

/**
 * A failure with a code for the client. The detail is sent as {@code errDlt}, so it names fields and limits, never
 * contents, tokens or internals.
 */
@ApplicationException(rollback = true, inherited = true)
public class ImException extends RuntimeException {
    private final ErrorCode code;

    public ImException(ErrorCode code, String detail) {
        super(detail);
        this.code = code;
    }

    public ImException(ErrorCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The {@code errCode} on the wire. */
    public int number() {
        return code.number();
    }

    /** The {@code errMsg} on the wire. */
    public String wireName() {
        return code.wireName();
    }

    /** What the client is told beside the code: one sentence about what to change. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
