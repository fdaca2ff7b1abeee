package dev.tidings.msg;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.Options;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;

/** The body of a stored message, for those who put another one in its place. */
final class StoredBody {
    private StoredBody() {}

    static MsgData decode(StoredMessage stored) {
        try {
            return MsgData.parseFrom(stored.body());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored message " + stored.id() + " cannot be read", e);
        }
    }

    /** The stored message with this body instead of its own. */
    static Message replaced(StoredMessage stored, MsgData body, ConversationId conversation, String operationId) {
        UserId sender = new UserId(body.getSendID());
        return new Message(
                stored.id(),
                conversation,
                sender,
                SendRules.receivers(sender, new UserId(body.getRecvID())),
                body.getContentType(),
                Options.of(body.getOptionsMap()),
                stored.sendTime(),
                operationId,
                body.toByteString());
    }
}
