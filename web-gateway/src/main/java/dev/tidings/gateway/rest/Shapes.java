package dev.tidings.gateway.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.conversation.Conversation;
import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.msg.Pulled;
import dev.tidings.msg.ReadState;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import dev.tidings.user.User;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The protocol's objects as JSON: its own field names, int64 as numbers, empty lists as {@code []}. */
final class Shapes {
    /** How a message's content, itself a JSON text, is written. */
    enum Content {
        /** As the protocol's REST answers have bytes. */
        BASE64,
        /** As it is. */
        TEXT
    }

    private Shapes() {}

    static JsonObject user(User user) {
        return Json.object()
                .add("userID", user.id().value())
                .add("nickname", user.nickname())
                .add("faceURL", user.faceUrl())
                .add("ex", user.ex())
                .add("createTime", user.createTime())
                .add("appMangerLevel", user.appMangerLevel())
                .add("globalRecvMsgOpt", user.globalRecvMsgOpt())
                .build();
    }

    static JsonObject conversation(Conversation conversation) {
        return Json.object()
                .add("ownerUserID", conversation.owner().value())
                .add("conversationID", conversation.id().value())
                .add("recvMsgOpt", conversation.recvMsgOpt())
                .add("conversationType", conversation.type())
                .add("userID", conversation.peer())
                .add("groupID", conversation.group())
                .add("isPinned", conversation.pinned())
                .add("attachedInfo", conversation.attachedInfo())
                .add("isPrivateChat", conversation.privateChat())
                .add("groupAtType", conversation.groupAtType())
                .add("ex", conversation.ex())
                .add("burnDuration", conversation.burnDuration())
                .add("minSeq", conversation.minSeq())
                .add("maxSeq", conversation.maxSeq())
                .add("msgDestructTime", conversation.msgDestructTime())
                .add("latestMsgDestructTime", conversation.latestMsgDestructTime())
                .add("isMsgDestruct", conversation.msgDestruct())
                .build();
    }

    /** One value for each conversation, under its id. */
    static <T> JsonObjectBuilder byConversation(Map<ConversationId, T> values, Function<T, JsonValue> shape) {
        JsonObjectBuilder object = Json.object();
        values.forEach((conversation, value) -> object.add(conversation.value(), shape.apply(value)));
        return object;
    }

    static JsonObject readState(ReadState state) {
        return Json.object()
                .add("maxSeq", state.maxSeq())
                .add("hasReadSeq", state.hasReadSeq())
                .add("maxSeqTime", state.maxSeqTime())
                .build();
    }

    /** Chats and notification streams apart, as the protocol has them. */
    static JsonObjectBuilder pulled(List<Pulled> pulled) {
        JsonObjectBuilder chats = Json.object();
        JsonObjectBuilder notifications = Json.object();
        for (Pulled one : pulled) {
            var messages = Json.array();
            one.messages().forEach(message -> messages.add(message(message, Content.BASE64)));
            one.missing().forEach(seq -> messages.add(message(deleted(seq), Content.BASE64)));
            (one.conversation().isNotification() ? notifications : chats)
                    .add(
                            one.conversation().value(),
                            Json.object()
                                    .add("Msgs", messages)
                                    .add("isEnd", one.isEnd())
                                    .add("endSeq", one.endSeq()));
        }
        return Json.object().add("msgs", chats).add("notificationMsgs", notifications);
    }

    /** Stands for a seq whose message is gone, so that the client does not ask for it again and again. */
    private static MsgData deleted(long seq) {
        return MsgData.newBuilder()
                .setSeq(seq)
                .setStatus(MessageStatus.HAS_DELETED.number())
                .build();
    }

    static JsonObject mailboxEntry(MailboxEntry entry) {
        return Json.object()
                .add("mailboxSeq", entry.mailboxSeq())
                .add("conversationID", entry.conversation().value())
                .add("seq", entry.message().seq())
                .add("message", message(entry.message(), Content.TEXT))
                .build();
    }

    private static JsonObject message(StoredMessage stored, Content content) {
        return message(decoded(stored), content);
    }

    /** The stored message with its seq. */
    static MsgData decoded(StoredMessage stored) {
        try {
            return MsgData.parseFrom(stored.body()).toBuilder()
                    .setSeq(stored.seq())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored message " + stored.id() + " cannot be read", e);
        }
    }

    static JsonObject message(MsgData data, Content content) {
        JsonObjectBuilder options = Json.object();
        data.getOptionsMap().forEach(options::add);
        return Json.object()
                .add("sendID", data.getSendID())
                .add("recvID", data.getRecvID())
                .add("groupID", data.getGroupID())
                .add("clientMsgID", data.getClientMsgID())
                .add("serverMsgID", data.getServerMsgID())
                .add("senderPlatformID", data.getSenderPlatformID())
                .add("senderNickname", data.getSenderNickname())
                .add("senderFaceURL", data.getSenderFaceURL())
                .add("sessionType", data.getSessionType())
                .add("msgFrom", data.getMsgFrom())
                .add("contentType", data.getContentType())
                .add("content", content(data.getContent(), content))
                .add("seq", data.getSeq())
                .add("sendTime", data.getSendTime())
                .add("createTime", data.getCreateTime())
                .add("status", data.getStatus())
                .add("isRead", data.getIsRead())
                .add("options", options)
                .add("offlinePushInfo", offlinePush(data))
                .add("atUserIDList", Json.strings(data.getAtUserIDListList()))
                .add("attachedInfo", data.getAttachedInfo())
                .add("ex", data.getEx())
                .build();
    }

    private static String content(ByteString bytes, Content as) {
        return switch (as) {
            case BASE64 -> Base64.getEncoder().encodeToString(bytes.toByteArray());
            case TEXT -> bytes.toStringUtf8();
        };
    }

    private static JsonValue offlinePush(MsgData data) {
        if (!data.hasOfflinePushInfo()) {
            return JsonValue.NULL;
        }
        OfflinePushInfo push = data.getOfflinePushInfo();
        return Json.object()
                .add("title", push.getTitle())
                .add("desc", push.getDesc())
                .add("ex", push.getEx())
                .add("iOSPushSound", push.getIOSPushSound())
                .add("iOSBadgeCount", push.getIOSBadgeCount())
                .add("signalInfo", push.getSignalInfo())
                .build();
    }
}
