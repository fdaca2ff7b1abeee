package dev.tidings.mailbox;

import dev.tidings.message.MessageId;
import dev.tidings.seq.Series;

/** Why a message could not be stored at a place it was given. */
public sealed interface Conflict {
    MessageId message();

    Series series();

    /** Another message holds that seq; this one needs a new one. */
    record Taken(MessageId message, Series series) implements Conflict {}

    /** The message is in this series already, at {@code seq}, and stays there. */
    record AlreadyAt(MessageId message, Series series, long seq) implements Conflict {}
}
