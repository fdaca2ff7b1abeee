package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;
import java.util.Optional;

/**
 * What was decided about messages that the business server was asked about and let through, for at least the retry window:
 * a sender who repeats a message gets what was decided the first time, and nobody is asked again. What the bytes say is the
 * caller's.
 */
public interface Decisions {
    /**
     * The decision about a message that was let through before.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    Optional<ByteString> find(MessageId message);

    /**
     * Keeps a decision unless there is one already.
     *
     * @return the one that counts: the first
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    ByteString first(MessageId message, ByteString decision);
}
