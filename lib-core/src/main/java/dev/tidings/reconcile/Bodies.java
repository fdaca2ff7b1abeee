package dev.tidings.reconcile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import java.util.List;
import java.util.Optional;

/** Makes messages of what the stores keep of them, which is their bodies. */
final class Bodies {
    private static final String OPERATION = "reconcile";

    private Bodies() {}

    /** The message as it was accepted, or as it was replaced; empty if its body cannot be read. */
    static Optional<Message> message(MessageId id, ConversationId conversation, long sendTime, ByteString body) {
        try {
            MsgData data = MsgData.parseFrom(body);
            UserId sender = new UserId(data.getSendID());
            UserId receiver = new UserId(data.getRecvID());
            return Optional.of(new Message(
                    id,
                    conversation,
                    sender,
                    sender.equals(receiver) ? List.of() : List.of(receiver),
                    data.getContentType(),
                    Options.of(data.getOptionsMap()),
                    sendTime,
                    OPERATION,
                    body));
        } catch (InvalidProtocolBufferException | ImException e) {
            // Reported as what it is: something that cannot be read.
            return Optional.empty();
        }
    }

    static Optional<Message> message(Cell.OfMessage cell) {
        return message(cell.id(), cell.conversation(), cell.sendTime(), cell.body());
    }

    static Optional<Message> message(Row row) {
        return message(row.id(), row.conversation(), row.sendTime(), row.body());
    }

    /**
     * Whether this is what a revoked message is replaced with: one that was deleted for good since has nothing left to tell.
     *
     * @throws IllegalStateException if the body cannot be read
     */
    static boolean isRevocation(ByteString body) {
        MsgData data = parsed(body);
        return data.getContentType() == ContentType.REVOKE_NOTIFICATION.number()
                && data.getStatus() != MessageStatus.HAS_DELETED.number();
    }

    /** @throws IllegalStateException if the body cannot be read */
    static int contentType(ByteString body) {
        return parsed(body).getContentType();
    }

    private static MsgData parsed(ByteString body) {
        try {
            return MsgData.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was read as a message before is none", e);
        }
    }
}
