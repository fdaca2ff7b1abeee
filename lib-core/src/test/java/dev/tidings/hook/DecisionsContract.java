package dev.tidings.hook;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tidings.message.MessageId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Decisions} does. */
public interface DecisionsContract {
    Decisions decisions();

    private ByteString first(MessageId message, String decision) {
        return decisions()
                .first(message, ByteString.copyFromUtf8(decision))
                .toCompletableFuture()
                .join();
    }

    private Optional<ByteString> find(MessageId message) {
        return decisions().find(message).toCompletableFuture().join();
    }

    @Test
    default void theFirstDecisionCounts() {
        MessageId message = MessageId.of(ALICE, "contract-first");

        assertThat(first(message, "sent")).isEqualTo(ByteString.copyFromUtf8("sent"));
        assertThat(first(message, "rewritten")).isEqualTo(ByteString.copyFromUtf8("sent"));
        assertThat(find(message)).contains(ByteString.copyFromUtf8("sent"));
    }

    @Test
    default void whatWasNotDecidedIsNotFoundAndLookingForItDecidesNothing() {
        MessageId message = MessageId.of(ALICE, "contract-none");

        assertThat(find(message)).isEmpty();
        assertThat(first(message, "sent")).isEqualTo(ByteString.copyFromUtf8("sent"));
    }

    @Test
    default void messagesDoNotShareADecision() {
        assertThat(first(MessageId.of(ALICE, "contract-one"), "one")).isEqualTo(ByteString.copyFromUtf8("one"));
        assertThat(first(MessageId.of(BOB, "contract-one"), "other")).isEqualTo(ByteString.copyFromUtf8("other"));
    }
}
