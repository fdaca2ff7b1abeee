package dev.tidings.deadletter;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.hook.HookEvent;
import dev.tidings.message.Message;
import dev.tidings.offline.Away;
import dev.tidings.offline.AwayCodec;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.push.Delivery;
import dev.tidings.queue.BatchCodec;
import dev.tidings.queue.EventQueues;
import dev.tidings.queue.UndecodableBatchException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;

/** Reads what is in a letter, by the queue that it came from. */
final class Contents {
    private static final String OFFLINE = "im.offline";
    private static final JsonProvider JSON = JsonProvider.provider();

    private Contents() {}

    /** The items of these bytes; empty if they are not what this queue has. */
    static Optional<List<DeadLetter.Item>> read(String queue, boolean isBatchOfEvents, byte[] bytes) {
        try {
            if (queue.equals(EventQueues.OUTBOX)) {
                return Optional.of(isBatchOfEvents ? deliveries(bytes) : List.of(event(bytes)));
            }
            if (queue.equals(OFFLINE)) {
                return AwayCodec.decode(bytes)
                        .map(all -> all.stream()
                                .map(Away::delivery)
                                .map(Contents::item)
                                .toList());
            }
            return Optional.of(queue.startsWith(OFFLINE + ".") ? pushes(bytes) : deliveries(bytes));
        } catch (UndecodableBatchException | IllegalArgumentException e) {
            // Shown as what it is: something that cannot be read.
            return Optional.empty();
        }
    }

    private static List<DeadLetter.Item> deliveries(byte[] bytes) {
        return BatchCodec.decodeDeliveries(bytes).stream().map(Contents::item).toList();
    }

    private static DeadLetter.Item item(Delivery delivery) {
        Message message = delivery.message();
        return new DeadLetter.Item(
                message.id().value(),
                clientMsgId(message),
                message.conversation().value(),
                message.sender().value(),
                message.contentType(),
                message.sendTime(),
                delivery.seq(),
                "",
                "");
    }

    private static String clientMsgId(Message message) {
        try {
            return MsgData.parseFrom(message.body()).getClientMsgID();
        } catch (InvalidProtocolBufferException e) {
            // That may be why it is here.
            return "";
        }
    }

    private static DeadLetter.Item event(byte[] bytes) {
        HookEvent event = HookEvent.decode(bytes);
        return new DeadLetter.Item(
                "", "", event.order(), "", 0, 0, 0, event.id(), event.hook().hookName());
    }

    /** What a push provider was to be told, as JSON. */
    private static List<DeadLetter.Item> pushes(byte[] bytes) {
        try (var reader = JSON.createReader(new ByteArrayInputStream(bytes))) {
            return reader.readObject().getJsonArray("pushes").getValuesAs(JsonObject.class).stream()
                    .map(push -> new DeadLetter.Item(
                            push.getString("message"),
                            "",
                            push.getString("conversation"),
                            push.getString("sender"),
                            push.getInt("contentType"),
                            push.getJsonNumber("since").longValueExact(),
                            push.getJsonNumber("seq").longValueExact(),
                            "",
                            ""))
                    .toList();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a batch of pushes", e);
        }
    }
}
