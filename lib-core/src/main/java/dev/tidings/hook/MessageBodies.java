package dev.tidings.hook;

import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.OfflinePushInfo;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/** A message in the words of OpenIM's hooks. */
public final class MessageBodies {
    private static final JsonProvider JSON = JsonProvider.provider();

    private MessageBodies() {}

    /** The fields of every hook about a message between two. */
    public static JsonObject single(Hook hook, MsgData data, String operationId) {
        return common(hook, data, operationId).add("recvID", data.getRecvID()).build();
    }

    private static JsonObjectBuilder common(Hook hook, MsgData data, String operationId) {
        return JSON.createObjectBuilder()
                .add("sendID", data.getSendID())
                .add("callbackCommand", hook.command())
                .add("serverMsgID", data.getServerMsgID())
                .add("clientMsgID", data.getClientMsgID())
                .add("operationID", operationId)
                .add("senderPlatformID", data.getSenderPlatformID())
                .add("senderNickname", data.getSenderNickname())
                .add("sessionType", data.getSessionType())
                .add("msgFrom", data.getMsgFrom())
                .add("contentType", data.getContentType())
                .add("status", data.getStatus())
                .add("sendTime", data.getSendTime())
                .add("createTime", data.getCreateTime())
                .add("content", data.getContent().toStringUtf8())
                .add("seq", data.getSeq())
                .add("atUserList", texts(data.getAtUserIDListList()))
                .add("faceURL", data.getSenderFaceURL())
                .add("ex", data.getEx());
    }

    /** As {@link #single}, with the group that there is none of; the business server knows the message by its seq. */
    static JsonObject saved(MsgData data, String operationId) {
        return common(Hook.AFTER_MSG_SAVE_DB, data, operationId)
                .add("recvID", data.getRecvID())
                .add("groupID", data.getGroupID())
                .build();
    }

    /** About a push to these users. */
    static JsonObject push(Hook hook, MsgData data, Collection<String> users, String operationId) {
        OfflinePushInfo push = data.getOfflinePushInfo();
        return JSON.createObjectBuilder()
                .add("callbackCommand", hook.command())
                .add("operationID", operationId)
                .add("platformID", data.getSenderPlatformID())
                .add("platform", Platforms.name(data.getSenderPlatformID()))
                .add("userIDList", texts(users))
                .add("title", push.getTitle())
                .add("desc", push.getDesc())
                .add("ex", push.getEx())
                .add("iOSPushSound", push.getIOSPushSound())
                .add("iOSBadgeCount", push.getIOSBadgeCount())
                .add("clientMsgID", data.getClientMsgID())
                .add("sendID", data.getSendID())
                .add("groupID", data.getGroupID())
                .add("contentType", data.getContentType())
                .add("sessionType", data.getSessionType())
                .add("atUserIDList", texts(data.getAtUserIDListList()))
                .add("content", data.getContent().toStringUtf8())
                .build();
    }

    /** {@code key=…}: by which a business server can pick its own events before it reads a body. */
    static String key(MsgData data) {
        String key = JSON.createObjectBuilder()
                .add("sendID", data.getSendID())
                .add("recvID", data.getRecvID())
                .add("groupID", data.getGroupID())
                .build()
                .toString();
        String encoded = Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        return "key=" + encoded.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    }

    private static JsonArrayBuilder texts(Collection<String> texts) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        texts.forEach(array::add);
        return array;
    }
}
