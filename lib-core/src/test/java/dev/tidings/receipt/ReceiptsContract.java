package dev.tidings.receipt;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Receipts} does. */
public interface ReceiptsContract {
    Receipts receipts();

    private Receipt first(MessageId message, Receipt receipt) {
        return receipts().first(message, receipt).toCompletableFuture().join();
    }

    @Test
    default void theFirstReceiptCounts() {
        MessageId message = MessageId.of(ALICE, "contract-first");
        Receipt first = new Receipt(ConversationId.single(ALICE, BOB), 1_000);

        assertThat(first(message, first)).isEqualTo(first);
        assertThat(first(message, new Receipt(ConversationId.single(ALICE, BOB), 2_000)))
                .isEqualTo(first);
        assertThat(first(message, new Receipt(ConversationId.single(ALICE, CAROL), 3_000)))
                .isEqualTo(first);
    }

    @Test
    default void messagesDoNotShareAReceipt() {
        Receipt one = new Receipt(ConversationId.single(ALICE, BOB), 1_000);
        Receipt other = new Receipt(ConversationId.single(ALICE, BOB), 2_000);

        assertThat(first(MessageId.of(ALICE, "contract-one"), one)).isEqualTo(one);
        assertThat(first(MessageId.of(BOB, "contract-one"), other)).isEqualTo(other);
    }
}
