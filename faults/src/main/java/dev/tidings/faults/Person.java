package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.Compose;
import dev.tidings.client.ImDevice;
import dev.tidings.client.RestClient;
import dev.tidings.omtp.proto.MsgData;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Somebody of the crowd.
 *
 * @param rest the API with a token of a device
 * @param devices the first one writes
 * @param latestOwn what this person wrote and a device was given last
 */
record Person(String id, RestClient rest, Compose compose, List<ImDevice> devices, AtomicReference<Place> latestOwn) {

    /** Where a message stands, and what is needed to say which one. */
    record Place(String conversation, long seq, String clientMsgID, long crc) {}

    Person {
        devices = List.copyOf(devices);
    }

    static Optional<Place> place(String sender, String conversation, MsgData message) {
        boolean own = message.getSendID().equals(sender) && conversation.startsWith("si_");
        return own && message.getSeq() > 0
                ? Optional.of(new Place(
                        conversation,
                        message.getSeq(),
                        message.getClientMsgID(),
                        HistoryWriter.crc(message.getContent().toByteArray())))
                : Optional.empty();
    }
}
