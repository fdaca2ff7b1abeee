package dev.tidings.reconcile;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Clock;

/** One piece at a time, and no more in a second than the stores can spare: reconciliation is never in a hurry. */
final class Pace {
    private static final long SECOND = 1_000;

    private final int rate;
    private final Clock clock;
    private boolean isBusy;
    private long nextAt;

    /** @param rate cells or rows in a second; 0 for no limit */
    Pace(int rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** @throws ImException {@code TOO_MANY_REQUESTS} if another piece is under way, or it is too early for the next */
    synchronized void begin() {
        if (isBusy) {
            throw new ImException(
                    ErrorCode.TOO_MANY_REQUESTS, "this node is looking at another piece, try again in 1000 ms");
        }
        long wait = nextAt - clock.millis();
        if (wait > 0) {
            throw new ImException(ErrorCode.TOO_MANY_REQUESTS, "try again in " + wait + " ms");
        }
        isBusy = true;
    }

    /** @param looked how many cells or rows it were */
    synchronized void end(int looked) {
        isBusy = false;
        nextAt = rate == 0 ? 0 : clock.millis() + looked * SECOND / rate;
    }
}
