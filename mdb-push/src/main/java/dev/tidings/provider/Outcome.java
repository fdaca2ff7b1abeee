package dev.tidings.provider;

import java.time.Duration;

/**
 * What became of one push.
 *
 * @param reason for the operator, without tokens and contents; empty if it was sent
 * @param pause how long not to try again, zero if the provider did not say
 */
public record Outcome(Kind kind, String reason, Duration pause) {
    /** What is to be done next. */
    public enum Kind {
        /** The provider has it. */
        SENT,
        /** The token leads nowhere and is to be forgotten. */
        INVALID_TOKEN,
        /** The provider will not take this one, however often it is tried. */
        REFUSED,
        /** Not now for this device; others are not concerned. */
        DEVICE_BUSY,
        /** The provider wants to be left alone for a while. */
        LIMITED,
        /** The provider does not answer, cannot serve, or does not let this server in. It may have the push all the same. */
        FAILED
    }

    private static final int REASON_MAX = 200;

    public Outcome {
        reason = reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) : reason;
    }

    static final Outcome SENT = new Outcome(Kind.SENT, "", Duration.ZERO);

    static Outcome invalidToken(String reason) {
        return new Outcome(Kind.INVALID_TOKEN, reason, Duration.ZERO);
    }

    static Outcome refused(String reason) {
        return new Outcome(Kind.REFUSED, reason, Duration.ZERO);
    }

    static Outcome deviceBusy(String reason, Duration pause) {
        return new Outcome(Kind.DEVICE_BUSY, reason, pause);
    }

    static Outcome limited(String reason, Duration pause) {
        return new Outcome(Kind.LIMITED, reason, pause);
    }

    static Outcome failed(String reason) {
        return new Outcome(Kind.FAILED, reason, Duration.ZERO);
    }
}
