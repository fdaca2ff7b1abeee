package dev.tidings.provider;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;

import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.offline.Device;
import dev.tidings.offline.ProviderName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Pushes for tests: Alice writes to Bob. */
public final class Pushes {
    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    /** Long enough for a machine that does other things as well. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private Pushes() {}

    public static Notification notification(String name) {
        return new Notification(
                MessageId.of(ALICE, name),
                ConversationId.single(ALICE, BOB),
                1,
                ALICE,
                101,
                "New message",
                "from Alice",
                "{\"x\":1}",
                "",
                NOW.toEpochMilli(),
                "op-" + name);
    }

    /** Of message {@code m} to Bob's device with this token. */
    public static DevicePush to(ProviderName provider, String token) {
        return push("m", BOB, provider, token);
    }

    public static DevicePush push(String message, UserId user, ProviderName provider, String token) {
        return new DevicePush(notification(message), new Device(user, 1, provider, token), OptionalInt.of(3));
    }

    static List<Outcome.Kind> kinds(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::kind).collect(Collectors.toList());
    }
}
