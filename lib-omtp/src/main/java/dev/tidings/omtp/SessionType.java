package dev.tidings.omtp;

import java.util.Optional;

/** What kind of conversation a message belongs to. */
public enum SessionType {
    /** Between two users. */
    SINGLE(1),
    /** The write-diffusion group of earlier versions; no client creates one. */
    WRITE_GROUP(2),
    /** A group. */
    READ_GROUP(3),
    /** From a notification account. */
    NOTIFICATION(4);

    private static final SessionType[] ALL = values();

    private final int number;

    SessionType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The session type with this number. */
    public static Optional<SessionType> of(int number) {
        return number < 1 || number > ALL.length ? Optional.empty() : Optional.of(ALL[number - 1]);
    }
}
