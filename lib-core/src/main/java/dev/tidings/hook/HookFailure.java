package dev.tidings.hook;

/** A call of the business server that came to nothing. */
public final class HookFailure extends RuntimeException {
    /** What went wrong, in one word for logs and counters. */
    public enum Reason {
        /** No complete answer within the hook's timeout. */
        TIMEOUT,
        /** No connection, or it broke before there was an answer. */
        CONNECT,
        /** The host is at an address that may not be called. */
        ADDRESS,
        /** A redirect, which is never followed. */
        REDIRECT,
        /** Another HTTP status than 2xx. */
        STATUS,
        /** More than {@value HttpHooks#ANSWER_BYTES_MAX} bytes. */
        TOO_LARGE,
        /** Nothing, where an answer was asked for. */
        EMPTY,
        /** Not a JSON object: HTML, {@code null}, a list. */
        NOT_JSON,
        /** An actionCode other than 0: the business server says that it could not handle the call. */
        ACTION_CODE,
        /** A field that has the wrong type, or a rewrite that is not allowed. */
        REWRITE,
        /** So many calls are under way that this one was not made. */
        OVERLOAD,
        /** So many calls have failed that this one was not made. */
        CIRCUIT_OPEN
    }

    private final Reason reason;

    HookFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    HookFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
