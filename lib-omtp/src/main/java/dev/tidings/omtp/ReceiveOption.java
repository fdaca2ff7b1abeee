package dev.tidings.omtp;

import java.util.Optional;

/** A user's {@code recvMsgOpt}, for one conversation or for all. */
public enum ReceiveOption {
    /** Receive, with offline notifications. */
    RECEIVE(0),
    /** Do not receive at all. */
    NOT_RECEIVE(1),
    /** Receive, without offline notifications. */
    RECEIVE_WITHOUT_NOTIFY(2);

    private static final ReceiveOption[] ALL = values();

    private final int number;

    ReceiveOption(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The option with this number. */
    public static Optional<ReceiveOption> of(int number) {
        return number < 0 || number >= ALL.length ? Optional.empty() : Optional.of(ALL[number]);
    }
}
