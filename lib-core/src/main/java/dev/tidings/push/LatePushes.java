package dev.tidings.push;

import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import java.util.List;
import java.util.Map;

/** What is pushed some time after it was stored: meanwhile it may have been revoked, and then the original is not for anyone. */
public final class LatePushes {
    private LatePushes() {}

    /**
     * The same deliveries, each message as it stands in the store now. What is never stored comes back as it is.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    public static List<Delivery> asStored(Mailboxes mailboxes, List<Delivery> deliveries) {
        List<Message> kept = deliveries.stream()
                .filter(delivery -> delivery.seq() > 0)
                .map(Delivery::message)
                .toList();
        Map<MessageId, PlacedMessage> stored = kept.isEmpty() ? Map.of() : mailboxes.places(kept);
        return deliveries.stream()
                .map(delivery -> {
                    PlacedMessage now = stored.get(delivery.message().id());
                    return now == null ? delivery : new Delivery(now.message(), delivery.seq());
                })
                .toList();
    }
}
