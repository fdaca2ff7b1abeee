package dev.tidings.client;

import java.util.Set;
import java.util.concurrent.CompletionException;

/** What the client knows of something it asked for. */
public enum Outcome {
    /** The server said yes. */
    OK,
    /** It definitely did not happen. */
    FAILED,
    /** It may have happened, or may yet. */
    UNKNOWN;

    /** Codes of a server that lost its footing on the way: what was asked may have been done. */
    private static final Set<Integer> UNSURE = Set.of(500, 1802, 90002, 90004, 90007);

    /** What a request's failure says about its effect. */
    public static Outcome of(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused) {
            return UNSURE.contains(refused.errCode()) ? UNKNOWN : FAILED;
        }
        return cause instanceof NotConnectedException ? FAILED : UNKNOWN;
    }

    /** What failed, without the wrapping that a future's next stage puts around it. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
