package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.mailbox.InMemoryMemberships;
import dev.tidings.mailbox.ReadMark;
import dev.tidings.message.ConversationId;
import dev.tidings.message.TestMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnReadsTest {
    private static final ConversationId CHAT = ConversationId.single(TestMessages.ALICE, TestMessages.BOB);

    private final List<List<ReadMark>> written = new ArrayList<>();
    private boolean away;
    private final OwnReads reads = new OwnReads(new InMemoryMemberships() {
        @Override
        public synchronized void read(Collection<ReadMark> marks) {
            if (away) {
                throw new ImException(ErrorCode.UNAVAILABLE, "no answer");
            }
            written.add(List.copyOf(marks));
        }
    });

    private static ReadMark alice(long seq) {
        return new ReadMark(TestMessages.ALICE, CHAT, seq);
    }

    @Test
    void manyMarksOfOneConversationAreWrittenAsTheHighest() {
        reads.mark(List.of(alice(1), alice(3)));
        reads.mark(List.of(alice(2)));

        reads.flush();

        assertThat(written).containsExactly(List.of(alice(3)));
    }

    @Test
    void nothingIsWrittenTwice() {
        reads.mark(List.of(alice(1)));
        reads.flush();

        reads.flush();

        assertThat(written).hasSize(1);
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        reads.mark(List.of(alice(1)));
        away = true;
        reads.flush();
        away = false;
        reads.mark(List.of(alice(2)));

        reads.flush();

        assertThat(written).containsExactly(List.of(alice(2)));
    }

    @Test
    void aFailedWriteDoesNotLowerWhatCameMeanwhile() {
        reads.mark(List.of(alice(5)));
        away = true;
        reads.flush();
        away = false;
        reads.mark(List.of(alice(4)));

        reads.flush();

        assertThat(written).containsExactly(List.of(alice(5)));
    }
}
