package dev.tidings.push;

import dev.tidings.mailbox.Mailboxes;
import dev.tidings.mailbox.PlacedMessage;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.seq.Places;
import dev.tidings.seq.Series;
import java.util.List;
import java.util.Map;

/** What is pushed some time after it was stored: meanwhile it may have been revoked, and then the original is not for anyone. */
public final class LatePushes {
    private LatePushes() {}

    /**
     * The same deliveries, and those whose message was replaced meanwhile with what it reads now.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the store does not answer
     */
    public static List<Delivery> asStored(Mailboxes mailboxes, List<Delivery> deliveries) {
        List<PlacedMessage> kept = deliveries.stream()
                .filter(delivery -> delivery.seq() > 0)
                .map(LatePushes::placed)
                .toList();
        Map<MessageId, Message> replaced = mailboxes.replaced(kept);
        return deliveries.stream()
                .map(delivery -> {
                    Message now = replaced.get(delivery.message().id());
                    return now == null ? delivery : new Delivery(now, delivery.seq());
                })
                .toList();
    }

    private static PlacedMessage placed(Delivery delivery) {
        Message message = delivery.message();
        Series conversation = Series.of(message.conversation());
        return new PlacedMessage(message, new Places(message.id(), Map.of(conversation, delivery.seq())));
    }
}
