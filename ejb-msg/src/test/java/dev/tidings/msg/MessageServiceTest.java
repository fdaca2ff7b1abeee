package dev.tidings.msg;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.Message;
import dev.tidings.rate.RateLimits;
import dev.tidings.user.InMemoryUsers;
import dev.tidings.user.User;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MessageServiceTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final InMemoryUsers users = new InMemoryUsers();
    private final List<Message> queued = new ArrayList<>();
    private final Sending sending = TestSending.into(
            message -> {
                queued.add(message);
                return CompletableFuture.completedFuture(null);
            },
            users,
            NOW);

    @Test
    @SuppressWarnings("NullAway")
    void onlyClientsAreHeldToTheRateOfSends() {
        List.of(ALICE, BOB, CAROL).forEach(user -> users.register(List.of(User.of(user, "", "", 1))));
        MessageService messages = new MessageService(sending, null, null, null, RateLimits.of(1, 3, NOW));
        for (int i = 0; i < 3; i++) {
            messages.send(Drafts.toBob(it -> it));
        }

        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> messages.send(Drafts.toBob(it -> it)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
        messages.send(Drafts.of(CAROL, BOB, Draft.Origin.CLIENT, it -> it));
        messages.send(Drafts.of(ALICE, BOB, Draft.Origin.BUSINESS_SERVER, it -> it));

        assertThat(queued).hasSize(5);
    }
}
