package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SendTimesTest {
    private static final ConversationId CHAT = ConversationId.single(ALICE, BOB);
    private static final ConversationId OTHER = ConversationId.single(ALICE, CAROL);

    private final SendTimes times = new SendTimes(Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC));

    @Test
    void noTwoMessagesOfAConversationAreSentInTheSameMillisecond() {
        assertThat(times.next(CHAT)).isEqualTo(1_000);
        assertThat(times.next(CHAT)).isEqualTo(1_001);
        assertThat(times.next(CHAT)).isEqualTo(1_002);
    }

    @Test
    void conversationsDoNotDelayEachOther() {
        times.next(CHAT);

        assertThat(times.next(OTHER)).isEqualTo(1_000);
    }
}
