package dev.tidings.omtp;

import java.util.Optional;

/** The {@code status} of a message. A client sends 1; the server makes it 2 before anyone else sees the message. */
public enum MessageStatus {
    SENDING(1),
    SEND_SUCCESS(2),
    SEND_FAILED(3),
    /** Also what stands for a seq whose message is gone, so that a client does not ask for it again. */
    HAS_DELETED(4),
    FILTERED(5);

    private static final MessageStatus[] ALL = values();

    private final int number;

    MessageStatus(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The status with this number. */
    public static Optional<MessageStatus> of(int number) {
        return number < 1 || number > ALL.length ? Optional.empty() : Optional.of(ALL[number - 1]);
    }
}
