package dev.tidings.gateway.rest;

import com.google.protobuf.ByteString;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.msg.Draft;
import dev.tidings.omtp.ContentType;
import dev.tidings.omtp.MessageOption;
import dev.tidings.omtp.Platform;
import dev.tidings.omtp.SessionType;
import dev.tidings.omtp.proto.MsgData;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** Makes a draft of what the business server asks to be sent in a user's name. */
final class Outgoing {
    /** A clock that is a little ahead is no fault; a message from the far future would stay the newest for ever. */
    private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    private static final Set<ContentType> SENDABLE = EnumSet.of(
            ContentType.TEXT,
            ContentType.PICTURE,
            ContentType.VOICE,
            ContentType.VIDEO,
            ContentType.FILE,
            ContentType.AT_TEXT,
            ContentType.CUSTOM,
            ContentType.QUOTE,
            ContentType.MARKDOWN,
            ContentType.OA_NOTIFICATION);
    /** What an online-only message is not: kept, counted, shown as the newest, or worth waking anyone for. */
    private static final Set<MessageOption> OFF_IF_ONLINE_ONLY = EnumSet.of(
            MessageOption.HISTORY,
            MessageOption.PERSISTENT,
            MessageOption.OFFLINE_PUSH,
            MessageOption.UNREAD_COUNT,
            MessageOption.CONVERSATION_UPDATE,
            MessageOption.SENDER_CONVERSATION_UPDATE,
            MessageOption.SENDER_SYNC);

    /** The protocol's {@code reliabilityLevel}. */
    private static final int PUSHED_ONLY = 1;

    private static final int KEPT = 2;
    /** Tells the message from the notification that it comes with. */
    private static final String AS_MESSAGE = "-msg";

    private Outgoing() {}

    /** @param now ms since epoch, for a body that gives no {@code sendTime} */
    static Draft draft(UserId sender, Body body, long now, String operationId) {
        MsgData.Builder data = data(sender, body, now);
        switch (SessionType.of(data.getSessionType()).orElseThrow()) {
            case SINGLE, NOTIFICATION -> data.setRecvID(body.userId("recvID").value());
            case WRITE_GROUP, READ_GROUP -> data.setGroupID(body.requiredString("groupID"));
        }
        return business(sender, data, operationId);
    }

    /** The same without a receiver, to be sent to many. */
    static Draft template(UserId sender, Body body, long now, String operationId) {
        MsgData.Builder data = data(sender, body, now);
        if (data.getSessionType() == SessionType.WRITE_GROUP.number()
                || data.getSessionType() == SessionType.READ_GROUP.number()) {
            throw Body.wrong("sessionType", "is not 1 or 4: receivers are users");
        }
        return business(sender, data, operationId);
    }

    private static MsgData.Builder data(UserId sender, Body body, long now) {
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(sender.value())
                .setClientMsgID(clientMsgId(body))
                .setSenderPlatformID(
                        body.has("senderPlatformID") ? Bodies.platform(body, "senderPlatformID") : Platform.ADMIN.id())
                .setSenderNickname(body.string("senderNickname"))
                .setSenderFaceURL(body.string("senderFaceURL"))
                .setContentType(contentType(body))
                .setContent(content(body))
                .setSessionType(sessionType(body))
                .setCreateTime(now)
                .setSendTime(sendTime(body, now))
                .setEx(body.string("ex"));
        options(body, data);
        body.optionalObject("offlinePushInfo").ifPresent(push -> data.setOfflinePushInfo(Bodies.offlinePush(push)));
        return data;
    }

    private static Draft business(UserId sender, MsgData.Builder data, String operationId) {
        return new Draft(sender, Draft.Origin.BUSINESS_SERVER, data.build(), operationId);
    }

    /**
     * A notification 2001 that the application defines: pushed to who is online or, at level 2, kept for who is not.
     *
     * @param now ms since epoch
     */
    static Draft businessNotification(UserId sender, Body body, long now, String operationId) {
        int level = body.has("reliabilityLevel") ? body.requiredInt("reliabilityLevel") : PUSHED_ONLY;
        if (level != PUSHED_ONLY && level != KEPT) {
            throw Body.wrong("reliabilityLevel", "is not 1 (to who is online) or 2 (kept)");
        }
        MsgData.Builder data = business(sender, body, now);
        for (MessageOption option : MessageOption.values()) {
            data.putOptions(option.key(), option == MessageOption.SENDER_SYNC);
        }
        data.putOptions(MessageOption.HISTORY.key(), level == KEPT);
        data.putOptions(MessageOption.PERSISTENT.key(), level == KEPT);
        data.putOptions(MessageOption.IS_SEND_MSG.key(), body.flag("sendMsg"));
        return business(sender, data, operationId);
    }

    /** The same as a message of the two users' conversation. */
    static Draft businessMessage(UserId sender, Draft notification) {
        MsgData.Builder data = notification.data().toBuilder().clearOptions();
        // An id of its own, of a fixed length: what the caller gave may be as long as one may be.
        String id = MessageId.of(sender, data.getClientMsgID() + AS_MESSAGE).value();
        return business(sender, data.setClientMsgID(id), notification.operationId());
    }

    private static MsgData.Builder business(UserId sender, Body body, long now) {
        String clientMsgId = clientMsgId(body);
        if (body.has("recvGroupID") && !body.string("recvGroupID").isEmpty()) {
            throw new ImException(ErrorCode.GROUP_ID_NOT_FOUND, "there is no group " + body.string("recvGroupID"));
        }
        String detail = Json.object()
                .add("key", body.string("key"))
                .add("data", body.string("data"))
                .build()
                .toString();
        return MsgData.newBuilder()
                .setSendID(sender.value())
                .setRecvID(body.userId("recvUserID").value())
                .setClientMsgID(clientMsgId)
                .setSenderPlatformID(Platform.ADMIN.id())
                .setContentType(ContentType.BUSINESS_NOTIFICATION.number())
                .setContent(detail(detail))
                .setSessionType(SessionType.SINGLE.number())
                .setCreateTime(now);
    }

    /**
     * The answer of a business server to a message that it heard of by a hook: as the receiver, to the sender.
     *
     * @param key what the hook gave it: base64 of {@code {"sendID","recvID","groupID"}}
     * @param now ms since epoch
     */
    static Draft simple(String key, Body body, long now, String operationId) {
        Body heard = key(key);
        if (!heard.string("groupID").isEmpty()) {
            throw new ImException(ErrorCode.GROUP_ID_NOT_FOUND, "there is no group " + heard.string("groupID"));
        }
        UserId sender = heard.userId("recvID");
        MsgData.Builder data = MsgData.newBuilder()
                .setSendID(sender.value())
                .setRecvID(heard.userId("sendID").value())
                .setClientMsgID(clientMsgId(body))
                .setSenderPlatformID(Platform.ADMIN.id())
                .setContentType(ContentType.MARKDOWN.number())
                .setContent(ByteString.copyFromUtf8(Json.object()
                        .add("content", body.requiredString("content"))
                        .build()
                        .toString()))
                .setSessionType(SessionType.SINGLE.number())
                .setCreateTime(now)
                .setEx(body.string("ex"));
        body.optionalObject("offlinePushInfo").ifPresent(push -> data.setOfflinePushInfo(Bodies.offlinePush(push)));
        return business(sender, data, operationId);
    }

    private static Body key(String key) {
        try {
            // A plus that was not escaped arrives as a space.
            return Body.parse(Base64.getDecoder()
                    .decode(key.replace(' ', '+').replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException e) {
            throw new ImException(ErrorCode.ARGS, "key is not base64", e);
        } catch (ImException e) {
            throw new ImException(ErrorCode.ARGS, "key is not base64 of a JSON object: " + e.detail(), e);
        }
    }

    /** Whoever gives one can repeat the request without sending twice. */
    private static String clientMsgId(Body body) {
        return body.nonEmptyString("clientMsgID")
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
    }

    private static int contentType(Body body) {
        int number = body.requiredInt("contentType");
        if (ContentType.of(number).filter(SENDABLE::contains).isEmpty()) {
            throw Body.wrong("contentType", number + " is not one that can be sent: 101-106, 110, 114, 118 or 1400");
        }
        return number;
    }

    private static ByteString content(Body body) {
        Body content = body.object("content");
        int type = body.requiredInt("contentType");
        if (type == ContentType.TEXT.number()) {
            content.requiredString("content");
        }
        return type == ContentType.OA_NOTIFICATION.number()
                ? detail(content.text())
                : ByteString.copyFromUtf8(content.text());
    }

    /** Notifications carry a JSON text inside a JSON text. */
    private static ByteString detail(String json) {
        return ByteString.copyFromUtf8(Json.object().add("detail", json).build().toString());
    }

    private static long sendTime(Body body, long now) {
        long time = body.seq("sendTime");
        if (time > now + AHEAD_MAX.toMillis()) {
            throw Body.wrong("sendTime", "is in the future");
        }
        return time;
    }

    /** A notification account's chat is a kind of its own, and says so by its contentType. */
    private static int sessionType(Body body) {
        if (body.requiredInt("contentType") == ContentType.OA_NOTIFICATION.number()) {
            return SessionType.NOTIFICATION.number();
        }
        int type = body.requiredInt("sessionType");
        if (SessionType.of(type).isEmpty()) {
            throw Body.wrong("sessionType", type + " is not 1, 3 or 4");
        }
        return type;
    }

    private static void options(Body body, MsgData.Builder data) {
        if (body.flag("isOnlineOnly")) {
            OFF_IF_ONLINE_ONLY.forEach(option -> data.putOptions(option.key(), false));
        }
        if (body.flag("notOfflinePush")) {
            data.putOptions(MessageOption.OFFLINE_PUSH.key(), false);
        }
    }
}
