package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What was decided about messages that the business server was asked about and let through, for at least the retry window:
 * a sender who repeats a message gets what was decided the first time, and nobody is asked again. What the bytes say is the
 * caller's. No caller waits for the store.
 */
public interface Decisions {
    /**
     * The decision about a message that was let through before.
     *
     * @return fails with {@code UNAVAILABLE} if the store does not answer
     */
    CompletionStage<Optional<ByteString>> find(MessageId message);

    /**
     * Keeps a decision unless there is one already.
     *
     * @return the one that counts: the first; fails with {@code UNAVAILABLE} if the store does not answer
     */
    CompletionStage<ByteString> first(MessageId message, ByteString decision);
}
