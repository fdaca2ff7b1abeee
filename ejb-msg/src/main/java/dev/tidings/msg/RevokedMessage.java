package dev.tidings.msg;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.proto.MsgData;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;

/**
 * What stands in the place of a revoked message: the same ids, times, sender and receiver, and instead of the content who
 * took it back and when. Nothing else of it stays: texts for push providers, {@code ex} and the like may repeat what it said.
 */
final class RevokedMessage {
    private static final JsonProvider JSON = JsonProvider.provider();

    private RevokedMessage() {}

    /**
     * Who revoked and when.
     *
     * @param revoker a registered user
     * @param time ms since epoch
     */
    record Trace(String revoker, String nickname, long time, boolean byAdmin) {}

    /** @param seq of the original in its conversation */
    static MsgData of(MsgData original, long seq, Trace trace) {
        JsonObject detail = JSON.createObjectBuilder()
                .add("revokerID", trace.revoker())
                .add("revokerRole", 0)
                .add("clientMsgID", original.getClientMsgID())
                .add("revokerNickname", trace.nickname())
                .add("revokeTime", trace.time())
                .add("sourceMessageSendTime", original.getSendTime())
                .add("sourceMessageSendID", original.getSendID())
                .add("sourceMessageSenderNickname", original.getSenderNickname())
                .add("sessionType", original.getSessionType())
                .add("seq", seq)
                .add("ex", "")
                .add("isAdminRevoke", trace.byAdmin())
                .build();
        return original.toBuilder()
                .setContentType(ContentType.REVOKE_NOTIFICATION.number())
                .setContent(ByteString.copyFromUtf8(Notifying.detail(detail)))
                .clearOfflinePushInfo()
                .clearAtUserIDList()
                .clearAttachedInfo()
                .clearEx()
                .setSeq(0)
                .build();
    }

    /** The tips of notification 2101: what devices are told of a message that was revoked. */
    static JsonObject tips(MsgData revoked, ConversationId conversation) {
        JsonObject detail = detail(revoked);
        return JSON.createObjectBuilder()
                .add("revokerUserID", detail.getString("revokerID"))
                .add("clientMsgID", revoked.getClientMsgID())
                .add("revokeTime", detail.getJsonNumber("revokeTime").longValue())
                // The protocol's spelling.
                .add("sesstionType", revoked.getSessionType())
                .add("seq", detail.getJsonNumber("seq").longValue())
                .add("conversationID", conversation.value())
                .add("isAdminRevoke", detail.getBoolean("isAdminRevoke"))
                .build();
    }

    private static JsonObject detail(MsgData revoked) {
        return parse(parse(revoked.getContent().toStringUtf8()).getString("detail"));
    }

    private static JsonObject parse(String text) {
        try (var reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
